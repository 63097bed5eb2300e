# Completion of layers-desktop for bash.

_layers_desktop() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
  COMPREPLY=()
  case $before in
    --kind) words="image video audio logo reference_image" ;;
    --project | --account) return ;;
    *)
      case ${COMP_WORDS[1]} in
        upload) words="--project --kind --account --json --again --anyway --all-folders --sandbox --help" ;;
        --forget-everything) words="--yes --help" ;;
        sandbox) words="--port --dir --help" ;;
        *)
          words="--project --kind --start --sandbox --version --help"
          ((COMP_CWORD == 1)) && words="upload sandbox $words --selftest --licenses --forget-everything"
          ;;
      esac
      [[ $current == -* || $COMP_CWORD -eq 1 ]] || words=""
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  # Names of files come from bash itself, by "-o default", where nothing of ours fits.
}
complete -o default -o bashdefault -F _layers_desktop layers-desktop
