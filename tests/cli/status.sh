# Exit status, SystemExit and uncaught exceptions.
check 'exit()' 0 '' '' '"$M" -c "import sys; sys.exit()"'
check 'exit(None)' 0 '' '' '"$M" -c "import sys; sys.exit(None)"'
check 'exit(3)' 3 '' '' '"$M" -c "import sys; sys.exit(3)"'
check 'exit(True)' 1 '' '' '"$M" -c "import sys; sys.exit(True)"'
check 'exit(261)' 5 '' '' '"$M" -c "import sys; sys.exit(261)"'
check 'exit(-1)' 255 '' '' '"$M" -c "import sys; sys.exit(-1)"'
check 'exit(10**30)' 255 '' '' '"$M" -c "import sys; sys.exit(10**30)"'
check 'exit with a message' 1 '' 'went wrong' '"$M" -c "import sys; sys.exit(\"went wrong\")"'
check 'exit with a tuple' 1 '' '(1, 2)' '"$M" -c "import sys; sys.exit((1, 2))"'
check 'exit with a float' 1 '' '2.5' '"$M" -c "import sys; sys.exit(2.5)"'
check 'raise SystemExit' 0 '' '' '"$M" -c "raise SystemExit"'
check 'raise SystemExit(4)' 4 '' '' '"$M" -c "raise SystemExit(4)"'
check 'exit in a function, with finally' 2 'done' '' '"$M" -c "
import sys
def f():
    try: sys.exit(2)
    finally: print(\"done\")
f()"'
check 'a caught SystemExit' 0 'SystemExit(3) 3' '' '"$M" -c "
try: raise SystemExit(3)
except SystemExit as e: print(repr(e), e.code)"'
check 'output is written before exit' 7 'before' '' '"$M" -c "import sys; sys.stdout.write(\"before\"); sys.exit(7)"'
check 'uncaught' 1 'first' 'Traceback (most recent call last):*File "<string>", line 1, in <module>*ValueError: no' '"$M" -c "print(\"first\"); raise ValueError(\"no\")"'
check 'uncaught without a message' 1 '' '*
KeyError' '"$M" -c "raise KeyError"'
check 'KeyboardInterrupt' 130 '' '*KeyboardInterrupt' '"$M" -c "raise KeyboardInterrupt"; exit $?'
check 'endless recursion' 1 '' '*RecursionError: maximum recursion depth exceeded*' '"$M" -c "
def f(): f()
f()"'
check 'endless recursion through repr' 1 '' '*RecursionError*' '"$M" -c "
class A:
    def __repr__(self): return repr(self)
repr(A())"'
check 'recursion with the limit lifted' 1 '' '*RecursionError*' '"$M" -c "
import sys
sys.setrecursionlimit(10**9)
def f(): return f() + 1
f()"'
check 'deeply nested source' 1 '' '*' '"$M" -c "$(printf "%100000s" "" | tr " " "(")"'
check 'deeply nested lists' '[01]' '*' '*' '"$M" -c "$(printf "%50000s" "" | tr " " "[")$(printf "%50000s" "" | tr " " "]")"'
check 'many unary operators' '[01]' '*' '*' '"$M" -c "$(printf "%100000s" "" | tr " " "-")1"'
check 'a million nested lists die quietly' 0 'ok' '' '"$M" -c "
x = None
for i in range(10**6): x = [x]
x = None
print(\"ok\")"'
