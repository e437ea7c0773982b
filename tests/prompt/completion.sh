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
    text '[].'; key Tab; key Tab; key C-u
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
