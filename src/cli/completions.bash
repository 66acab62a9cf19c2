# Asks deskferry what may follow. Bash splits words at `=` and `:`, and leaves quotes and backslashes in them.
_deskferry() {
    local line=${COMP_LINE:0:COMP_POINT} words=() word last=-1 at cut='' reply space=true
    for ((at = 0; at <= COMP_CWORD; at++)); do
        word=${COMP_WORDS[at]}
        if ((last < 0)) || [[ $line == [[:space:]]* ]]; then
            line=${line#"${line%%[![:space:]]*}"}
            words[++last]=''
        fi
        ((at == COMP_CWORD)) && word=$line
        line=${line:${#word}}
        words[last]+=$word
    done
    # Bash replaces only what follows the last `=` or `:`.
    word=${words[last]}
    [[ $word != [\"\']* && $word == *[=:]* ]] && cut=${word%"${word##*[=:]}"}
    for at in "${!words[@]}"; do
        word=${words[at]//\\/}
        words[at]=${word//[\"\']/}
    done
    compopt +o nospace 2>/dev/null && space=false
    local IFS=$'\013'
    COMPREPLY=($(
        _CLAP_IFS=$IFS _CLAP_COMPLETE_INDEX=$last _CLAP_COMPLETE_COMP_TYPE=$COMP_TYPE _CLAP_COMPLETE_SPACE=$space \
            DESKFERRY_COMPLETE=bash command deskferry -- "${words[@]}"
    ))
    [[ ${COMPREPLY-} =~ [=/:]$ ]] && compopt -o nospace 2>/dev/null
    for at in "${!COMPREPLY[@]}"; do
        reply=${COMPREPLY[at]#"$cut"}
        # Bash quotes the names of files, and marks folders.
        [[ -e $reply ]] && compopt -o filenames 2>/dev/null && reply=${reply%/}
        COMPREPLY[at]=$reply
    done
}
if [[ ${BASH_VERSINFO[0]} -gt 4 || (${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4) ]]; then
    complete -o nospace -o bashdefault -o nosort -F _deskferry deskferry
else
    complete -o nospace -o bashdefault -F _deskferry deskferry
fi
