# Options and exit behaviour of the collector and the heap.
check '--gc-log' 0 '' 'gc: generation 2, * examined, 1 found, 0 uncollectable, *s*' '"$M" --gc-log -c "
l = []; l.append(l); del l
import gc; gc.collect()"'
check '--gc-log, automatic collections' 0 '' 'gc: generation 0, * found*gc: generation 1, * found*' '"$M" --gc-log -c "x = [[] for i in range(20000)]
for i in range(20000): x.append([])"'
check '--gc-stress' 0 'del before the end' '' '"$M" --gc-stress -c "
class A:
    def __init__(self): self.me = self
    def __del__(self): print(\"del before\", end=\" \")
A()
for i in range(40): pass
print(\"the end\")"'
check '--check-heap' 0 '3' '' '"$M" --check-heap -c "
x = [[], {1: []}, (1, [])]; x.append(x)
for i in range(20): x.append([i])
print(3)"'
check '--check-heap=N' 0 '3' '' '"$M" --check-heap=7 -c "
for i in range(20): pass
print(3)"'
check '--check-heap=0' 2 '' '*--check-heap=0*' '"$M" --check-heap=0 -c 1'
cat >legacy.mini <<'EOF'
import gc
class A:
    def __init__(self): self.me = self
    def __del__(self): print("del")
A()
print(gc.collect(), len(gc.garbage), gc.get_legacy_finalizers())
if gc.garbage:
    gc.garbage[0].me = None
    gc.garbage.clear()
EOF
check 'without --legacy-del' 0 "del${NL}1 0 False" '' '"$M" legacy.mini'
check '--legacy-del' 0 "1 1 True${NL}del" '' '"$M" --legacy-del legacy.mini'
check 'gc.set_legacy_finalizers' 0 "1 1 True${NL}del" '' '"$M" -c "import gc; gc.set_legacy_finalizers(True); exec(open(\"legacy.mini\").read())"'
check 'DEBUG_UNCOLLECTABLE with legacy finalizers' 0 '2' 'gc: uncollectable <A 0x*>*gc: uncollectable <list 0x*>*gc:0: ResourceWarning: gc: 1 uncollectable objects at shutdown*      \[*A object at*' '"$M" --legacy-del -Wd -c "
import gc
class A:
    def __init__(self): self.me = [self]
    def __del__(self): pass
gc.set_debug(gc.DEBUG_UNCOLLECTABLE)
A(); print(gc.collect())"'
check 'gc.garbage at exit: DEBUG_UNCOLLECTABLE lists it' 0 '' "      \[\[7\]\]" '"$M" -c "import gc; gc.garbage.append([7]); gc.set_debug(4)"'
check 'gc.garbage at exit: a warning' 0 '' "gc:0: ResourceWarning: gc: 2 uncollectable objects at shutdown; use gc.set_debug(gc.DEBUG_UNCOLLECTABLE) to list them" '"$M" -Wd -c "import gc; gc.garbage.extend([[7], 8])"'
check 'gc.garbage at exit: the warning ignored' 0 '' '' '"$M" -c "import gc, warnings; gc.garbage.append([7])"'
check 'gc.garbage at exit: DEBUG_SAVEALL' 0 '' '' '"$M" -Wd -c "import gc; gc.garbage.append([7]); gc.set_debug(32)"'
check 'garbage at exit, no flags' 0 '' '' '"$M" --legacy-del -c "
class A:
    def __init__(self): self.me = self
    def __del__(self): pass
A(); import gc; gc.collect()"'
check 'finalizers at exit after an error' 1 'del' '*ZeroDivisionError*' '"$M" -c "
class A:
    def __init__(self): self.me = self
    def __del__(self): print(\"del\")
a = A(); 1/0"'
check 'a finalizer that fails at exit' 0 '' 'Exception ignored in: <function A.__del__ at 0x*>*ValueError: late*' '"$M" -c "
class A:
    def __del__(self): raise ValueError(\"late\")
a = A()"'
check 'sys._debugmallocstats' 0 '' '*size*num pools*arenas allocated*unused pools*' '"$M" -c "import sys; sys._debugmallocstats()"'
check 'empty arenas go back to the system' 0 'True True' '' '"$M" -c "
import sys
before = sys.getallocatedblocks()
x = [[] for i in range(200000)]
grown = sys.getallocatedblocks()
del x
print(grown - before >= 200000, sys.getallocatedblocks() - before < 100)"'
check '--max-memory: freed memory can be used again' 0 'ok' '' '"$M" --max-memory=64M -c "
for i in range(20):
    x = [[] for j in range(300000)]
    x = None
print(\"ok\")"'
check '--max-memory: MemoryError leaves the list as it was' 0 'True True' '' '"$M" --max-memory=48M -c "
x = []
try:
    while True: x.append([])
except MemoryError: n = len(x)
ok = all(type(e) is list for e in x)
del x[:]
print(n > 1000, ok)"'
check 'temporary objects are the same with specialisation off, on, always' 0 '' '' \
    "for mode in off on always; do MINI_SPECIALISE=\$mode \$M '$here/temporaries.mini' >\$mode || exit 1; done; [ -s on ] && cmp off on && cmp off always"
