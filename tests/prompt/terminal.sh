# Signals, and terminals, files and locales that are not as one would wish.
S=$'\033'

case_interrupt() {
    start
    text 'some text'; key C-c; see KeyboardInterrupt; enter '1 + 1'; see 2
    enter 'if 1:'; text 'x'; key C-c; see_times 2 KeyboardInterrupt; enter '2 + 2'; see 4
    enter 'if 1:'; enter 'print("spin" "ning")'; enter 'while True: pass'; key Enter Enter; see spinning; key C-c; see_times 3 KeyboardInterrupt; enter '3 + 3'; see 6
    key C-r; text 'zz'; key C-c; see_times 4 KeyboardInterrupt; enter '4 + 4'; see 8
}
case_suspend() {
    open_terminal "env PS1='sh% ' bash --norc -i"; see 'sh%'
    enter "'$M' -q"; see '>>>'; text '5 * 5'; see '>>> 5 * 5'; key C-z; see_part Stopped
    enter fg; see_times 2 '>>> 5 * 5'; key Enter; see 25
}
case_interrupt_anywhere() {
    LINES_WANTED=80; start
    key M-5; key C-c; see_times 1 KeyboardInterrupt; key C-x; key C-c; see_times 2 KeyboardInterrupt; enter '1 + 1'; see 2
    text '"a'; key Tab; key C-c; see_times 3 KeyboardInterrupt
    enter 'input("? ")'; see '?'; key C-c; see_times 4 KeyboardInterrupt; enter '"in" "put"'; see "'input'"
    enter 'import time'; enter 'print("sle" "eps"); time.sleep(60)'; see sleeps; key C-c; see_times 5 KeyboardInterrupt
    enter '%time print("ti" "mes") or sum(iter(int, 1))'; see times; key C-c; see_times 6 KeyboardInterrupt
    enter '%refs print("loo" "ks") or [None for i in iter(int, 1)]'; see looks; key C-c; see_times 7 KeyboardInterrupt; enter '%refs 1.5'; see_part 'to a float object'
    enter 'try:'; enter 'print("tr" "ies")'; enter 'while True: pass'; key BSpace; enter 'finally: print("clean" "up")'; key Enter; see tries; key C-c; see '^Ccleanup'; see_times 8 KeyboardInterrupt
    enter '7 * 6'; see 42; key C-d; see 'left with status 0'
}
case_interrupt_in_vi_mode() {
    printf 'set editing-mode vi\nset show-mode-in-prompt on\n' > inputrc; ENVIRONMENT=INPUTRC=inputrc; PROMPT_WANTED='(ins)>>>'; start
    text '12'; key Escape; see '(cmd)>>> 12'; text 'd'; key C-c; see KeyboardInterrupt; see '(ins)>>>'; text '3 + 4'; key Enter; see 7
}
case_suspend_running() {
    open_terminal "env PS1='sh% ' bash --norc -i"; see 'sh%'
    enter "'$M' -q"; see '>>>'; enter 'import time; print("sta" "rts"); time.sleep(2); "slept" + "well"'; see starts; key C-z; see_part Stopped; enter fg; see "'sleptwell'"
    text '5 * 5'; see '>>> 5 * 5'; key Enter; see 25; key C-\\; see_part Quit; enter 'stty -a'; see_part 'icanon'
}
case_hang_up() {
    start; enter 'import os; os.getpid()'; wait_for 'no process id' pid_seen
    $T kill-session -t p; wait_for 'it lives on after its terminal has gone' has_died
    start; enter 'import os; os.getpid()'; wait_for 'no process id' pid_seen; enter 'if 1:'; enter 'print("spin" "ning")'; enter 'while True: pass'; key Enter Enter; see spinning
    $T kill-session -t p; wait_for 'it runs on after its terminal has gone' has_died
}
pid_seen() { pid=$(screen | grep -x '[0-9][0-9]*' | tail -n 1); [ -n "$pid" ]; }
has_died() { ! kill -0 "$pid" 2>/dev/null; }
case_closed_input() {
    "$M" -i -q <&- > out 2> err || fail 'another status without standard input'
    open_terminal "exec 0<&-; '$M' -i -q; echo left with status \$?; exec sleep 1000"; see 'left with status 0'
    start; enter 'import sys; sys.stdin.close()'; enter '3 * 5'; see 15
}
case_closed_output() {
    echo 'x = 1' | "$M" -i -q >&- 2> err; [ $? -lt 128 ] || fail 'a crash without standard output'
    start; enter 'import sys; sys.stdout.close()'; enter '1'; see_part 'I/O operation on closed file'; key C-d; see_part 'left with status'
}
case_tiny_window() {
    COLUMNS_WANTED=20; LINES_WANTED=5; start
    enter 'for i in range(2):'; enter 'print("row", i, "of" + "two")'; see ' i, "of" + "two")'; key Enter; see 'row 1 oftwo'
    text '[].'; key Tab; see_part '(part 1 of'; text 'ap'; key Tab; see '>>> [].append'; key C-u
    enter 'list(range(12))'; see '[0, 1, 2, 3, 4, 5,'; see ' 6, 7, 8, 9, 10,'; enter '1/0'; see_part 'ZeroDivisionError: d'; enter '7 * 11'; see 77
    $T resize-window -t p -x 4 -y 2; text '12345678'; key C-c; $T resize-window -t p -x 60 -y 12; enter '"all" "well"'; see "'allwell'"
}
case_huge_window() {
    COLUMNS_WANTED=300; LINES_WANTED=90; start
    enter 'list(range(80))'; see_part '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35'
    text '"".'; key Tab; see_part 'capitalize'; see_part 'zfill'; text 'zf'; key Tab; see '>>> "".zfill'
}
case_unknown_terminal() {
    TERM_WANTED=nonsense-99; start; enter 'for i in (3,):'; enter 'i * 7'; key Enter; see 21; key Up; see_times 2 '...     i * 7'; key C-c; see KeyboardInterrupt; key C-d; see 'left with status 0'
}
case_no_terminal_name() {
    ENVIRONMENT='env -u TERM'; start; enter '6 * 7'; see 42; key C-c; see_part KeyboardInterrupt; enter '5 * 5'; see 25; key C-d; see 'left with status 0'
}
case_other_locales() {
    for locale in C POSIX C.UTF-8 xx_YY.ISO-8859-1; do
        ENVIRONMENT="LC_ALL=$locale LANG=$locale"; start; text '"aé日"'; cursor_at 10; key BSpace BSpace; cursor_at 7; text '"'; key Enter; see "'aé'"
    done
    printf '"\xe9"\nprint("after")\n' | LC_ALL=C "$M" -i -q > out 2>/dev/null; has_word after out || fail 'text that is no UTF-8 ends the session'
    open_terminal "printf 'x\377y' > bytes; env MINI_HISTORY= '$M' -q"; see '>>>'; $T load-buffer bytes; $T paste-buffer -t p; sleep 0.2; key C-c; see KeyboardInterrupt; enter '2 + 2'; see 4
}
has_word() { grep -qw "$1" "$2"; }
case_history_cannot_be_had() {
    mkdir -p folder; ENVIRONMENT=MINI_HISTORY=folder; start; enter '"one"'; see "'one'"; key Up; see '>>> "one"'
    ENVIRONMENT=MINI_HISTORY=/nowhere/at/all; start; enter '"two"'; see "'two'"; key C-d; see 'left with status 0'
    ENVIRONMENT=MINI_HISTORY=/dev/full; start; enter '"three"'; see "'three'"; enter '"four"'; see "'four'"; key Up Up; see_times 2 '>>> "three"'
    ENVIRONMENT=MINI_HISTORY=; start; enter '"five"'; see "'five'"; key Up; see_times 2 '>>> "five"'; [ -e .mini_history ] && fail 'a history file that nobody wanted'
    printf '"kept"\n\0\0\n\377\376\n"end"' > odd; ENVIRONMENT=MINI_HISTORY=odd; start; key Up; see '>>> "end"'; key Up; see '>>> "kept"'; key Enter; see "'kept'"; wait_for 'entries run together' [ "$(tail -n 2 odd)" = "$(printf '"end"\n"kept"')" ]
}
case_history_on_a_full_disk() {
    head -c 1000 /dev/zero | tr '\0' '1' > .mini_history; echo >> .mini_history
    open_terminal "ulimit -f 1; '$M' -q"; see '>>>'; enter '"a long entry that does not fit" and 5 * 5'; see 25; enter '1 + 1'; see 2; key C-d
    wait_for 'half an entry in the file' [ "$(tail -n 1 .mini_history | cut -c 1-5)" = '1 + 1' ]
}
case_dumb_terminal() {
    TERM_WANTED=dumb; start
    enter 'for i in (3,):'; see '...'; enter '  print(i + 1)'; enter ''; see 4; enter '1/0'; see_part ZeroDivisionError
    key C-c; see_part KeyboardInterrupt; enter '%refs 1.5'; see_part 'float'; key C-d; see 'left with status 0'
}
case_without_readline() {
    sed 's/libreadline\.so/libnowhere_.so/g' "$M" > bare && chmod +x bare
    real=$M; M=$tmp/bare; start; enter '40 + 2'; see 42; enter exit; see 'left with status 0'; M=$real
}
case_pipe() {
    printf 'x = [1]\nx\nfor i in "ab":\n  print(i)\n\nexit\nnever\n' | "$M" -i -q > out 2> err
    [ $? = 0 ] && cmp -s out <(printf '[1]\na\nb\n') || fail 'another output through a pipe'
    printf 'x = 20\nprint(x)\n' > s.mini; echo 'x + 1' | "$M" -i s.mini > out 2> err; cmp -s out <(printf '20\n21\n') || fail 'no prompt after a script'
}
