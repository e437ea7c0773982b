# What is run: -c, -m, -, a file, stdin; and the options.
NL='
'
check '-c' 0 2 '' '"$M" -c "print(1+1)"'
check '-c with several lines' 0 "1${NL}2" '' '"$M" -c "print(1)
print(2)"'
check '-c arguments' 0 "[[]'-c', 'a', '-v', '--x']" '' '"$M" -c "import sys; print(sys.argv)" a -v --x'
check '-c without code' 2 '' '*-c*' '"$M" -c'
check '-c with a syntax error' 1 '' '  File "<string>", line 1*SyntaxError: *' '"$M" -c "x = = 1"'
check '-c module name' 0 '__main__' '' '"$M" -c "print(__name__)"'

mkdir lib pkg
echo 'import sys; print(__name__, sys.argv[1:], sys.argv[0].rpartition("/")[2])' >lib/mod.mini
echo 'print("main of", __package__)' >pkg/__main__.mini
echo 'x = 1' >pkg/__init__.mini
check '-m' 0 "__main__ [[]'a', '-b'] mod.mini" '' 'cd lib; "$M" -m mod a -b'
check '-m through MINIPATH' 0 "__main__ [[]] mod.mini" '' 'MINIPATH=lib "$M" -m mod'
check '-m package' 0 'main of pkg' '' '"$M" -m pkg'
check '-m unknown' 1 '' '*No module named nosuch' '"$M" -m nosuch'
check '-m without a name' 2 '' '*-m*' '"$M" -m'

check 'stdin' 0 "[[]''] __main__" '' 'echo "import sys; print(sys.argv, __name__)" | "$M"'
check '- and arguments' 0 "[[]'-', 'a']" '' 'echo "import sys; print(sys.argv)" | "$M" - a'
check 'stdin with a syntax error' 1 '' '  File "<stdin>", line 2*SyntaxError: *' 'printf "x = 1\nx = = 1\n" | "$M"'
check 'a traceback from stdin' 1 1 'Traceback*File "<stdin>", line 2, in <module>*ZeroDivisionError: division by zero' 'printf "print(1)\n1/0\n" | "$M"'
check 'stdin is also the data' 0 'got line' '' 'printf "line\n" | "$M" -c "print(\"got\", input())"'
check 'input at the end' 1 '' '*EOFError: EOF when reading a line' '"$M" -c "input()" </dev/null'
check 'input prompt' 0 'name? Ann' '' 'echo Ann | "$M" -c "print(input(\"name? \"))"'

echo 'import sys; print(sys.argv, __name__)' >show.mini
check 'a file and its arguments' 0 "[[]'show.mini', '-c', '--help', '-'] __main__" '' '"$M" show.mini -c --help -'
check 'a file by its path' 0 "[[]'*/show.mini'] __main__" '' '"$M" "$PWD/show.mini"'
echo 'import helper; print(helper.x)' >lib/uses.mini
echo 'x = "from the script folder"' >lib/helper.mini
check 'imports come from the script folder' 0 'from the script folder' '' '"$M" lib/uses.mini'
check 'imports come from MINIPATH' 0 '5' '' 'mkdir -p p1 p2; echo y=5 >p2/mod5.py; MINIPATH=p1:p2 "$M" -c "import mod5; print(mod5.y)"'

check '--version' 0 'mini *' '' '"$M" --version'
check '-v' 0 'mini *' '' '"$M" -v'
check '--help' 0 '*sage*-c*-m*' '' '"$M" --help'
check '-h' 0 '*sage*' '' '"$M" -h'
check 'an unknown option' 2 '' '*nosuch*' '"$M" --nosuch'
check 'an unknown letter' 2 '' '*-Z*' '"$M" -Z'
check '-i after -c' 0 '5*' '*' 'echo "print(x)" | "$M" -q -i -c "x=5"'
check '-i after an error' '*' '*7*' '*ZeroDivisionError*' 'echo "print(y)" | "$M" -q -i -c "y=7; 1/0"'
check '--max-memory' 1 '' '*MemoryError' '"$M" --max-memory=64M -c "x = [0] * 10**8"'
check '--max-memory, many small objects' 1 '' '*MemoryError' '"$M" --max-memory=64M -c "x = []
while True: x.append([])"'
check '--max-memory, caught' 0 'caught' '' '"$M" --max-memory=64M -c "
try: x = \"a\" * 10**9
except MemoryError: print(\"caught\")"'

echo 'x = 5 is 5' >literal.mini
check 'a warning of the parser' 0 '' '*literal.mini:1: SyntaxWarning: "is" with a literal. Did you mean "=="[?]
  x = 5 is 5' '"$M" literal.mini'
check '-W ignore' 0 '' '' '"$M" -W ignore literal.mini'
check '-Werror::SyntaxWarning' 1 '' '*SyntaxError: "is" with a literal*' '"$M" -Werror::SyntaxWarning literal.mini'
check '-W sets warnoptions' 0 "[[]'default', 'ignore::UserWarning']" '' '"$M" -Wdefault -W ignore::UserWarning -c "import sys; print(sys.warnoptions)"'
check '-W with a wrong action' 0 '' "Invalid -W option ignored: invalid action: 'nosuch'" '"$M" -Wnosuch -c "import warnings"'
