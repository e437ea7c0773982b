# The session of the article that mini began with, line by line: article.txt is what the terminal must show in the end.

case_article() {
    COLUMNS_WANTED=100; LINES_WANTED=200; start
    local count=0
    while IFS= read -r line; do
        case $line in
            '>>> '*) see '>>>'; enter "${line#>>> }" ;;
            '... '*) see_part "$before"; line=${line#... }; enter "${line#"${line%%[! ]*}"}" ;;
            ...) key Enter ;;
        esac
        before=$line
    done < "$here/article.txt"
    wait_for 'another session' is_article || diff shown "$here/article.txt"
}
is_article() { screen | sed '/^$/d' | sed '$d' > shown; cmp -s shown "$here/article.txt"; }
case_article_in_plain_mode() {
    sed -n 's/^>>> //p; s/^\.\.\. \{0,1\}//p; s/^\.\.\.$//p' "$here/article.txt" | "$M" -i -q > out 2>&1
    sed '/^>>> /d; /^\.\.\./d' "$here/article.txt" > expected
    sed ':again; s/^>>> //; s/^\.\.\. //; t again; /^$/d' out | cmp -s - expected || fail 'another session'
}
# The session in README.md is what one gets, addresses aside.
case_readme() {
    sed -n '/^>>> class Node/,/^```/p' "$here/../../README.md" | sed '/^>>> root\.$/,$d; /^```/d' > session
    sed -n 's/^>>> //p; s/^\.\.\. \{0,1\}//p; s/^\.\.\.$//p' session | "$M" -i -q > out 2>&1
    mask='s/0x[0-9a-f]*/ADDRESS/; s/tuple  (count [0-9]*)/tuple/'
    sed "/^>>> /d; /^\.\.\./d; $mask" session > expected
    sed ":again; s/^>>> //; s/^\.\.\. //; t again; /^$/d; $mask" out > shown
    [ -s expected ] && cmp -s shown expected || { fail 'another session than in README.md'; diff expected shown; }
    wait_for 'another %help than in README.md' help_is_as_in_readme
}
help_is_as_in_readme() { echo %help | "$M" -i -q 2>/dev/null > out; grep -cF '%refs x ' out >/dev/null && ! grep -vxFf "$here/../../README.md" out | grep -q .; }
