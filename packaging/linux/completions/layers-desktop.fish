# Completion of layers-desktop for fish.

set -l first "test (count (commandline -opc)) -eq 1"
set -l window "not __fish_seen_subcommand_from upload sandbox --forget-everything"
set -l upload "__fish_seen_subcommand_from upload"
set -l sandbox "__fish_seen_subcommand_from sandbox"
set -l forget "contains -- --forget-everything (commandline -opc)"

complete -c layers-desktop -n $first -a upload -d "Upload without a window"
complete -c layers-desktop -n $first -a sandbox -d "Run a local Layers"
complete -c layers-desktop -n $first -l selftest -d "Look whether this installation works"
complete -c layers-desktop -n $first -l licenses -d "List what the program is made of"
complete -c layers-desktop -n $first -l forget-everything -d "Remove keys, history, settings, logs and cache"
complete -c layers-desktop -n $first -l version -d "Show the version"
complete -c layers-desktop -l help -d "Show the options"

complete -c layers-desktop -n $window -l start -d "Upload the files at once"
complete -c layers-desktop -n $window -l project -x -d "Where to"
complete -c layers-desktop -n $window -l kind -x -a "image video audio logo reference_image" -d "What the files are"
complete -c layers-desktop -n $window -l sandbox -d "Use a local Layers of its own"

complete -c layers-desktop -n $upload -l project -x -d "Where to"
complete -c layers-desktop -n $upload -l kind -x -a "image video audio logo reference_image" -d "What the files are"
complete -c layers-desktop -n $upload -l account -x -d "For which account"
complete -c layers-desktop -n $upload -l json -d "Print an array of objects instead of IDs"
complete -c layers-desktop -n $upload -l again -d "Upload anew what the project has already"
complete -c layers-desktop -n $upload -l anyway -d "Upload what looks broken or unfinished, too"
complete -c layers-desktop -n $upload -l all-folders -d "Take folders of other programs, too"
complete -c layers-desktop -n $upload -l sandbox -d "Use a local Layers of its own"

complete -c layers-desktop -n $sandbox -l port -x -d "The port to listen on"
complete -c layers-desktop -n $sandbox -l dir -x -a "(__fish_complete_directories)" -d "Where to keep things"

complete -c layers-desktop -n $forget -l yes -d "Do not ask"
