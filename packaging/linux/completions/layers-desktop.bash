# Completion of layers-desktop for bash.

_layers_desktop() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
  COMPREPLY=()
  case $before in
    --kind) words="image video audio logo reference_image" ;;
    --print) words="lines commas csv json json-ids links markdown python-list python-dict" ;;
    --project | --account | --kind-map | --concurrency | --limit-rate | --timeout | --since) return ;;
    *)
      case ${COMP_WORDS[1]} in
        upload)
          words="--files-from --null --manifest --all-folders --anyway
            --project --account --kind --kind-map --sandbox
            --dry-run --no-wait --again --no-reuse --fail-fast --concurrency --limit-rate --timeout
            --with-names --json --jsonl --print --quiet --verbose --progress-json --help"
          ;;
        watch)
          words="--existing --project --account --kind --kind-map --sandbox
            --concurrency --limit-rate --timeout
            --with-names --jsonl --print --quiet --verbose --progress-json --help"
          ;;
        projects | whoami) words="--account --json --sandbox --help" ;;
        accounts) words="--json --help" ;;
        history) words="--project --since --json --csv --help" ;;
        --forget-everything) words="--yes --help" ;;
        sandbox) words="--port --dir --help" ;;
        *)
          words="--project --kind --start --in-tray --sandbox --version --help"
          ((COMP_CWORD == 1)) && words="upload watch projects accounts whoami history sandbox $words
            --selftest --licenses --forget-everything"
          ;;
      esac
      [[ $current == -* || $COMP_CWORD -eq 1 ]] || words=""
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  # Names of files come from bash itself, by "-o default", where nothing of ours fits.
}
complete -o default -o bashdefault -F _layers_desktop layers-desktop
