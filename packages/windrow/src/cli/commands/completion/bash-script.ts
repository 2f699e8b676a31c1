/**
 * Needs nothing but bash. What was typed reaches the program word by word and is never evaluated, and neither is what comes back; the
 * script of the library evaluates both. Words that bash breaks at `:` and `=` are put together again.
 */
export const BASH_SCRIPT: string = `# bash completion for windrow
_windrow() {
  local -a words=()
  local word joined="" line
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    case $word in
      : | =) joined=yes; [[ \${#words[@]} -gt 0 ]] && words[-1]+=$word || words+=("$word") ;;
      *) if [[ -n $joined ]]; then words[-1]+=$word; else words+=("$word"); fi; joined="" ;;
    esac
  done
  COMPREPLY=()
  while IFS= read -r line; do
    [[ $line == :* ]] || COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(windrow complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _windrow windrow
`;
