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
