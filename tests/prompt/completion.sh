# Completion by Tab, and when an entry counts as complete.
S=$'\033'

case_complete_names() {
    start
    enter 'wonderful = 6'; text 'wond'; key Tab; cursor_at 13; text ' * 7'; key Enter; see 42
    text 'nonl'; key Tab; see '>>> nonlocal'; key C-u
    text 'sorte'; key Tab; see '>>> sorted'
}
case_complete_columns() {
    start
    text '[1, [2]].'; key Tab; see_part 'append'; text 'ap'; key Tab; see '>>> [1, [2]].append'; key C-u; text '{1: 2}.ke'; key Tab; see '>>> {1: 2}.keys'; key C-u
    text '{1, 2}.disca'; key Tab; see '>>> {1, 2}.discard'; key C-u; text '"a".endsw'; key Tab; see '>>> "a".endswith'; key C-u
    enter 'l = []'; text 'l.'; key Tab; see_part 'append'; see_part 'reverse'; see_part 'clear    count'
    text 'ap'; gone 'reverse'; key Tab; see '>>> l.append'
}
case_complete_runs_no_property() {
    start
    enter 'class P:'; enter 'prop = property(lambda self: print("it" "ran"))'; enter 'def meth(self): pass'; key BSpace; key Enter
    enter 'p = P(); p.field = 3'; text 'p.prop.'; key Tab; sleep 0.2; key C-u
    text 'p.'; key Tab; see_part 'field  meth   prop'; key C-u; text 'p.fi'; key Tab; see '>>> p.field'; gone 'itran'
}
case_complete_keys() {
    start
    enter 'd = {"apple": 1, "pear": 2}'; text 'd["a'; key Tab; see '>>> d["apple"]'; key Enter; see 1
}
case_complete_modules() {
    start
    text 'import itert'; key Tab; see '>>> import itertools'; key Enter
    text 'from itertools import zip_l'; key Tab; see '>>> from itertools import zip_longest'; key C-c
    echo 'x = 1' > ownmodule.mini; text 'import ownm'; key Tab; see '>>> import ownmodule'
}
case_complete_files() {
    mkdir -p folder; echo hello > folder/greeting.txt
    start
    text 'open("fol'; key Tab; see '>>> open("folder/'; text 'gre'; key Tab; see '>>> open("folder/greeting.txt"'
    text ').read()'; key Enter; see "'hello\\n'"
}
case_complete_commands() {
    start
    text '%hist'; key Tab; see '>>> %history'
}
case_complete_entries() {
    start
    enter '"""one'; enter 'two"""'; see "'one\\ntwo'"
    enter '(1 +'; text '2)'; key Enter; see 3
    enter '4 + \'; enter '5'; see 9
    enter 'if 1: print("in" "line")'; key Enter; see 'inline'
    enter 'try:'; enter '1/0'; key BSpace; enter 'except ZeroDivisionError: print("caught" + "it")'; key Enter; see 'caughtit'
    enter '@staticmethod'; enter 'def deco(): pass'; key Enter; enter 'deco()'; gone 'Traceback'
    enter ')'; see_part "SyntaxError: unmatched ')'"
}
case_complete_again_shows_more() {
    LINES_WANTED=8; start; enter 'def names(): globals().update(("item_%02d" % i, i) for i in range(60))'; key Enter; enter 'names()'
    text 'item_'; key Tab; see_part 'item_00'; see_part '(part 1 of '; key Tab; see_part '(part 2 of '; gone 'item_00'
    text '59'; gone '(part '; key Enter; see 59
}
case_complete_ignoring_case() {
    printf 'set completion-ignore-case on\nset completion-map-case on\nset show-all-if-ambiguous on\n' > inputrc; ENVIRONMENT=INPUTRC=inputrc; mkdir -p Some-Folder
    start; text 'NONL'; key Tab; see '>>> nonlocal'; key C-u
    enter 'WordOne = 1; wordTwo = 2'; text 'WORD'; key Tab; see '>>> Word'; see_part 'WordOne  wordTwo'; text 't'; key Tab; see '>>> wordTwo'; key Enter; see 2
    text 'open("some_f'; key Tab; see '>>> open("Some-Folder/'
}
case_complete_by_menu() {
    printf 'TAB: menu-complete\n"\\e[Z": menu-complete-backward\n"\\C-xr": re-read-init-file\n' > inputrc; ENVIRONMENT=INPUTRC=inputrc
    start; enter 'x = 0; apple = 1; apply = 2; appoint = 3'
    text 'app'; key Tab; see '>>> apple'; key Tab; see '>>> apply'; key Tab; see '>>> appoint'; key Tab; see '>>> app'; key BTab; see '>>> appoint'
    key BTab; see '>>> apply'; text ' * 8'; key Enter; see 16
    key C-x r; text 'app'; key Tab; see '>>> apple'; key Tab; see_part '>>> apply'; key C-u
    text 'app'; key M-?; see 'apple    apply    appoint'; see '>>> app'; key M-*; see '>>> apple apply appoint'
}
case_complete_settings() {
    printf 'set print-completions-horizontally on\nset completion-display-width 20\nset mark-directories off\nset skip-completed-text on\n"\\C-xd": delete-char-or-list\n' > inputrc; ENVIRONMENT=INPUTRC=inputrc
    mkdir -p one_folder; start; enter 'name_a = name_b = name_c = 1'
    text 'name'; key Tab Tab; see 'name_a  name_b'; see 'name_c'; text 'a'; key C-a; key C-x d; see '>>> ame_a'; key C-u C-k
    text 'open("one'; key Tab; see '>>> open("one_folder"'; key C-u; text 'nonlocal'; key Left Left Left; key Tab; see '>>> nonlocal'; text '!'; see '>>> nonlocal!'
}
case_complete_disabled() { echo 'set disable-completion on' > inputrc; ENVIRONMENT=INPUTRC=inputrc; start; text 'nonl'; key Tab; text '1'; see_part 'nonl        1'; }
