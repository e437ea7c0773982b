# What is printed: results, errors, plain words, the memory commands; leaving; the line mode.
S=$'\033'

case_last_value() {
    start
    enter '6 * 7'; see 42; enter '_ + 1'; see 43; enter 'None'; enter '_'; see_times 2 43
}
case_wrapping() {
    COLUMNS_WANTED=40; start
    enter 'list(range(30))'; see '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,'; see ' 12, 13, 14, 15, 16, 17, 18, 19, 20,'
    enter '{"first": "a" * 20, "second": ["b" * 20, "c" * 20]}'
    see "{'first': 'aaaaaaaaaaaaaaaaaaaa',"; see " 'second': ['bbbbbbbbbbbbbbbbbbbb',"
}
case_traceback() {
    start
    enter 'def outer(): return 1 + None'; key Enter; enter 'outer()'
    see '    def outer(): return 1 + None'; see '                        ~~^~~~~~'
    styled "${S}[35mTypeError"; styled "${S}[31m~~^~~~~~"
    enter 'prin'; see_part "NameError: name 'prin' is not defined. Did you mean: 'print'?"
    enter 'import sys; sys.last_value'; see_part "NameError(\"name 'prin' is not defined\")"
}
case_no_colours() {
    ENVIRONMENT=NO_COLOR=1; start
    enter '1/0'; see_part ZeroDivisionError; text 'def'; see '>>> def'
    wait_for 'colours in spite of NO_COLOR' is_plain
    ENVIRONMENT=; start --color=never; enter '1/0'; see_part ZeroDivisionError; wait_for 'colours in spite of --color=never' is_plain
}
is_plain() { ! $T capture-pane -t p -p -e | grep -q "$S\[[0-9;]*[1-9]m"; }
case_exit() { start; enter exit; see 'left with status 0'; }
case_quit() { start; enter quit; see 'left with status 0'; }
case_exit_with_status() { start; enter 'exit(3)'; see 'left with status 3'; }
case_end_of_input() { start; key C-d; see 'left with status 0'; }
case_words() {
    start
    enter copyright; see_part LICENSE; enter help; see_part 'help('; enter credits; see_part Python
}
case_help() {
    start
    enter 'help(len)'; see_part 'number of items'
    printf '#!/bin/sh\nsed "s/^/paged: $1: /" | head -n 3\nread -r answer < /dev/tty\necho "the pager read $answer"\n' > pager; chmod +x pager
    LINES_WANTED=24; ENVIRONMENT="PAGER='./pager option'"; start; enter 'help(str)'; see_part 'paged: option: class str'; enter word; see 'the pager read word'
    enter '3 + 4'; see 7
    enter 'help()'; see 'help>'; enter while; see_part 'while condition'; enter len; see_part 'number of items'; enter quit; see '>>>'; enter '5 + 4'; see 9
    enter 'help()'; see 'help>'; key C-c; see 'help> ^C'; enter '5 + 5'; see 10; enter 'help()'; see 'help>'; key C-d; enter '5 + 6'; see 11
}
case_inspect() {
    start
    enter 'x = [1]; y = [x]'; enter 'x?'; see 'type         list'; see 'references   2'
    see '  held by    global x of module __main__'; see_part 'held by    item 0 of a list'; see 'generation   0'; see_part 'size  '
    enter 'def sig(a, *, b=2): "what it does"'; key Enter; enter '?sig'; see 'signature    (a, *, b=2)'; see 'docstring    what it does'
}
case_refs() {
    start
    enter 'x = []; y = [x, x]'; enter '%refs x'; see_part '3 references to'; see_part 'global x of module __main__'
    enter 'import sys; sys.getrefcount(x)'; see 4
    enter 'x'; see '[]'; enter '%refs x'; see_part '4 references to'; see_part 'global _ of module builtins'
}
case_looking_changes_nothing() {
    LINES_WANTED=120; start
    enter 'import sys, gc; x = []; x.append(x); gc.disable(); n = gc.collect(); gc.collect()'; see 0
    enter 'def counts(): return sys.getrefcount(1), sys.getrefcount(None), sys.getrefcount("a"), len(sys.modules), gc.get_count(), len(gc.get_objects())'
    key Enter; enter 'before = counts(); after = counts(); before = counts(); after = counts(); before = counts()'
    enter '%refs 1'; see_part 'references to an int object'; enter 'x?'; see 'references   2'; enter '%why x'; see_part 'it is in a cycle'
    enter '%graph x'; see_part '#1 list  (count 2)'; enter '%refs x, after'; see_part 'reference to a tuple'
    enter 'after = counts(); before == after and before[0] > 3 or (before, after)'; see True
    enter 'y = x.pop()'; enter '%refs x.append(1)'; see_part 'references to a NoneType'; enter 'x'; see '[]'
    enter 'one = sys.getrefcount(1)'; enter '%gc'; see_part 'nothing was garbage'; enter 'one - sys.getrefcount(1)'; see 0
    enter '%refs nowhere'; see "NameError: name 'nowhere' is not defined"
    enter '%refs x, y'; see_times 2 '    global y of module __main__'
}
case_graph() {
    start
    enter 'a = []; b = [a]; a.append(b)'; enter '%graph a'; see_part '#1 list  (count 2)'
    enter '%graph a picture.dot'; wait_for 'no picture' test -s picture.dot
}
case_why() { start; enter 'x = []; d = {"k": x}'; enter '%why x'; see_part "d['k']"; }
case_gc() { start; enter 'l = []; l.append(l); del l'; enter '%gc'; see_part 'Done: 1 object collected'; }
case_gens() { start; enter '%gens'; see_part 'generation  objects  count  threshold'; see_part '700'; }
case_pools() { LINES_WANTED=60; start; enter '%pools'; see_part 'pools of 16 KiB'; }
case_trace() {
    start
    enter '%trace on'; enter 'x = []'; see_part 'made   list x at'; enter 'y = x'; see_part 'count  list x at'; see_part '1 -> 2'
    enter 'del x, y'; see_part 'its last reference went'
    enter 'q = []; q.append(q)'; enter 'import gc; del q; n = gc.collect()'; see_part 'in a cycle'
    enter '%trace off'; see '%trace is off'
}
case_time() { start; enter '%time sum(range(1000))'; see 499500; see_part 'time: '; enter '%timeit len("abc")'; see_part 'for one run'; }
case_session_commands() {
    start
    enter 'kept = 5'; enter 'kept * 2'; see 10; enter '%history'; see '   2  kept * 2'
    enter '%save saved.mini'; see '2 entries saved in saved.mini'
    enter '%reset'; enter 'kept'; see_part "name 'kept' is not defined"
    enter '%load saved.mini'; enter 'kept + 1'; see 6
    enter '%nothing'; see_part 'There is no command %nothing'; enter '%help'; see_part '%refs x'
}
