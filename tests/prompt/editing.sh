# Editing: blocks, indentation, keys, colours, history, pasting, resizing.
S=$'\033'

case_block() {
    start
    enter 'for i in range(2):'
    enter 'print("row", i)'; see '...     print("row", i)'
    key Enter; see 'row 0'; see 'row 1'
}
case_indent_and_dedent() {
    start
    enter 'def f(x):'; enter 'if x:'; enter 'return 1'; enter 'return 2'
    see '...     if x:'; see '...         return 1'; see '...     return 2'
    key Enter; enter 'f(0), f(1)'; see '(2, 1)'
}
case_backspace_takes_a_level() {
    start
    enter 'if 1:'; cursor_at 8
    key BSpace; cursor_at 4
    text 'else'; key C-c; see 'KeyboardInterrupt'
}
case_up_moves_in_the_block() {
    start
    enter 'def g():'; enter 'a = 1'; text 'return a'; see '...     return a'
    key Up Up; key C-e; key BSpace BSpace BSpace BSpace; text 'h():'; see '>>> def h():'
    key Down Down; key C-e Enter; see '...'; key Enter
    enter 'h()'; see '1'
}
case_history_entries_are_blocks() {
    start
    enter 'for i in (7, 8):'; enter 'print(i * 11)'; key Enter; see '88'
    enter '"between"'; see "'between'"
    key Up Up; see_times 2 '...     print(i * 11)'
    key Enter; see_times 2 '88'
}
case_force_run() {
    start
    text 'if True:'; key M-Enter; see_part "expected an indented block after 'if' statement on line 1"
}
case_force_new_line() {
    start
    text '"o" "ne"'; key C-o; text '"tw" "o"'; see '... "tw" "o"'
    key Enter; see "'one'"; see "'two'"
}
case_enter_in_the_middle() {
    start
    enter 'if 1:'; enter 'a = 5'; text 'print(a * 3)'; key Up; key C-e; enter ''
    text 'a = 7'; see '...     a = 7'; key Down; key C-e Enter Enter; see '21'
}
case_colours() {
    start
    text "def f(): return 'a' + str(12) # note"
    styled "${S}[34mdef"; styled "${S}[32m'a'"; styled "${S}[36mstr"; styled "${S}[33m12"; styled "${S}[31m# note"
}
case_brackets() {
    start
    text 'g(1, [2])'; styled "${S}[1;4m("
    key C-u; text '(1]'; styled "${S}[31m]"
}
case_hint() {
    start
    enter 'lengthy = 12345'; enter 'lengthy'; see 12345
    text 'lengthy ='; styled "${S}[2m 12345"; key Right; text '6'; key Enter
    enter 'lengthy + 1'; see 123457
}
case_search() {
    start
    enter 'alpha = 1'; enter 'beta = 2'; enter 'gamma = 3'
    key C-r; text 'alp'; see_part "alp': alpha = 1"; key C-e; text '5'; see '>>> alpha = 15'; key Enter; enter 'alpha'; see 15
}
case_vi_mode() {
    printf 'set editing-mode vi\nset show-mode-in-prompt on\n' > inputrc; ENVIRONMENT=INPUTRC=inputrc; PROMPT_WANTED='(ins)>>>'
    start
    text '2xx + 40'; key Escape; see '(cmd)>>> 2xx + 40'; text '0l'; text 'xx'; see '(cmd)>>> 2 + 40'; text 'A'; text '0'; see '(ins)>>> 2 + 400'; key Enter; see 402
    text 'if 1:'; key Enter; text 'a = 1'; key Escape; see '(cmd)>>> if 1:'; text 'kA'; see '(ins)>>> if 1:'; text ' # up'; see '(ins)>>> if 1: # up'; key Escape; see '(cmd)>>> if 1: # up'; text 'jx'; see '...     a ='
}
case_inputrc() {
    printf '"\\C-xh": "41 + 1"\n"\\C-xl": mini-new-line\n' > inputrc; ENVIRONMENT=INPUTRC=inputrc
    start
    key C-x h Enter; see 42
    text '"x1"'; key C-x l; text '"x2"'; see '... "x2"'; key Enter; see "'x2'"
}
case_readlines_own_commands() {
    printf 'set show-mode-in-prompt on\nset emacs-mode-string "=e= "\n"\\C-xa": accept-line\n' > inputrc; ENVIRONMENT=INPUTRC=inputrc
    PROMPT_WANTED='=e= >>>'; start; text '6 * 9'; key C-x a; see 54; text '1/0'; key M-\#; see '=e= >>> #1/0'; see_times 1 '=e= >>>'; enter '6 * 8'; see 48
    text 'abc def'; key M-b M-u; see '=e= >>> abc DEF'; key C-_; see '=e= >>> abc def'; key C-w; key C-y C-y; see '=e= >>> abc defdef'
}
case_killing_stays_in_the_line() {
    start; enter 'if 1:'; enter 'a = 1'; text 'bcd = 2'; key Up; key C-a; key M-f C-k; see '>>> if 1:'; see '...     a'; see '...     bcd = 2'
    key C-u; see '>>> if 1:'; see '...     bcd = 2'; gone '    a'; text '    e = 3'; see '...     e = 3'; key C-k; see '...     e = 3    bcd = 2'; key C-_; see '...     bcd = 2'
    key Down C-e Enter Enter; enter 'e, bcd'; see '(3, 2)'
}
case_clear_screen() {
    start; enter '"one"'; see "'one'"; enter 'if 1:'; text '"in" "side"'; see_part '"in"'; key C-l; gone 'one'; see '...     "in" "side"'; has_first '>>> if 1:' || fail 'not at the top'
    key Enter Enter; enter '5 * 5'; see 25; enter clear; gone 25; enter 'clear = 4'; enter clear; see 4
}
has_first() { [ "$(screen | head -n 1)" = "$1" ]; }
case_vi_mode_in_prompt() {
    printf 'set editing-mode vi\nset show-mode-in-prompt on\n' > inputrc; ENVIRONMENT=INPUTRC=inputrc
    PROMPT_WANTED='(ins)>>>'; start; text '12'; key Escape; see '(cmd)>>> 12'; text 'i'; see '(ins)>>> 12'; key Escape; text '#'; see_part '#12'; see_times 1 '(ins)>>>'
}
case_wide_and_combining() {
    start
    text '"日本"'; cursor_at 10
    key BSpace BSpace; cursor_at 7
    key C-u; text $'"e\u0301a"'; cursor_at 8; key Left Left; cursor_at 6
    key C-c; enter 'len("日本é")'; see 3
}
case_paste() {
    start
    printf 'def p(n):\n    if n:\n        return n\n\n    return 0\np(4), p(0)\n' > block
    $T load-buffer block; $T paste-buffer -p -t p; see '... p(4), p(0)'
    key Enter; see '(4, 0)'
}
case_paste_with_prompts() {
    start
    printf '>>> for i in range(2):\n...     print("p", i)\n...\np 0\np 1\n>>> 20 + 3\n23\n' > block
    $T load-buffer block; $T paste-buffer -p -t p; see '... 20 + 3'; key Enter; see 'p 1'; see 23
}
case_long_line_wraps() {
    COLUMNS_WANTED=40; start
    text 'x = "0123456789012345678901234567890123456789"'
    see '>>> x = "0123456789012345678901234567890'; see '123456789"'
    key C-a; text 'yy'; see '>>> yyx = "01234567890123456789012345678'
}
case_resize() {
    start
    enter '"before"'; text 'z = "0123456789012345678901234567890123456789"'; see '>>> z = "0123456789012345678901234567890123456789"'
    $T resize-window -t p -x 40 -y 24; see '>>> z = "0123456789012345678901234567890'; see '123456789"'
    $T resize-window -t p -x 90 -y 24; see '>>> z = "0123456789012345678901234567890123456789"'
    see_times 1 '>>> z = "0123456789012345678901234567890123456789"'; see "'before'"
    key Enter; enter 'len(z)'; see 40
}
case_block_higher_than_the_window() {
    LINES_WANTED=8; start; enter '"before"'; see "'before'"
    enter 'x = ['; for i in 1 2 3 4 5 6 7 8 9 10 11; do enter "$i,"; done; see '...     11,'; see '...     5,'; gone '     4,'; gone 'before'
    key Up Up Up Up Up Up Up Up Up Up Up Up; see '>>> x = ['; see '...     7,'; gone '    8,'
    key C-e; text ' 0,'; see '>>> x = [ 0,'; key Down Down; text ' 22,'; see '...     2, 22,'; see '...     1,'
    key Down Down Down Down Down Down; see '...     8,'; see '...     1,'; gone '>>> x'; text ' 88,'; see '...     8, 88,'
    $T resize-window -t p -x 80 -y 6; see_times 1 '...     8, 88,'; $T resize-window -t p -x 80 -y 14; see_times 1 '>>> x = [ 0,'; see_times 1 '...     11,'
    $T resize-window -t p -x 80 -y 8; key Down Down Down; key C-e; see '...     11,'; text ']'; key M-Enter; see '...     11,]'; enter 'len(x), x[3], x[10]'; see '(14, 22, 88)'
    wait_for 'not the whole block in the scrollback' scrollback_has '>>> x = [ 0,'
}
scrollback_has() { $T capture-pane -t p -p -S - | sed 's/ *$//' | tail -n 22 | grep -qxF -- "$1"; }
case_output_without_newline() {
    start
    enter 'print("unfinished", end="")'; see_part 'unfinished%'; enter '5 + 5'; see 10
}
case_history_file() {
    start; enter 'kept = "line one"'; enter 'for q in "ab":'; enter 'print(q)'; key Enter; see b; key C-d; see 'left with status 0'
    start; key Up; see '...     print(q)'; key Enter; see b
}
case_two_prompts_share_history() {
    start; enter '"first"'; see "'first'"
    $T new-session -d -s other -x 80 -y 24 "env MINI_HISTORY=$tmp/.mini_history '$M' -q"
    wait_for 'no second prompt' other_has '>>>'
    $T send-keys -t other -l '"second"'; $T send-keys -t other Enter; wait_for 'no result' other_has "'second'"
    enter '"third"'; see "'third'"; $T kill-session -t other
    wait_for 'entries are lost' cmp -s .mini_history <(printf '"first"\n"second"\n"third"\n')
}
other_has() { $T capture-pane -t other -p | grep -qF -- "$1"; }
case_history_limit() {
    for i in $(seq 100); do echo "$i"; done > .mini_history
    ENVIRONMENT=MINI_HISTORY_SIZE=10; start; key Up; see '>>> 100'
    wait_for 'the file is as long as before' [ "$(wc -l < .mini_history)" = 10 ]
}
