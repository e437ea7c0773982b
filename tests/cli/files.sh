# Files as they come, and streams that fail.
NL='
'
check 'a missing file' 2 '' "*can't open file *nosuch.mini*No such file or directory*" '"$M" nosuch.mini'
check 'a folder' '[!0]' '' '*?*' 'mkdir folder; "$M" folder'
[ "$(id -u)" = 0 ] || check 'an unreadable file' 2 '' '*Permission denied*' 'echo 1 >secret.mini; chmod 0 secret.mini; "$M" secret.mini'
check 'an empty file' 0 '' '' ': >empty.mini; "$M" empty.mini'
check 'a comment and no newline' 0 '' '' 'printf "# nothing" >c.mini; "$M" c.mini'
check 'no newline at the end' 0 1 '' 'printf "if 1:\n  print(1)" >c.mini; "$M" c.mini'
check 'BOM' 0 'é' '' 'printf "\357\273\277print(\"\303\251\")\n" >c.mini; "$M" c.mini'
check 'CR LF' 0 "1${NL}2" '' 'printf "if 1:\r\n  print(1)\r\nprint(2)\r\n" >c.mini; "$M" c.mini'
check 'CR alone' 0 "1${NL}2" '' 'printf "print(1)\rprint(2)\r" >c.mini; "$M" c.mini'
check 'form feed' 0 1 '' 'printf "\fprint(1)\n" >c.mini; "$M" c.mini'
check 'invalid UTF-8' 1 '' '*SyntaxError:*' 'printf "x = \"\377\"\n" >c.mini; "$M" c.mini'
check 'overlong UTF-8' 1 '' '*SyntaxError:*' 'printf "x = \"\300\200\"\n" >c.mini; "$M" c.mini'
check 'a coding line' 0 'é' '' 'printf "# -*- coding: latin-1 -*-\nprint(\"\351\")\n" >c.mini; "$M" c.mini'
check 'an unknown coding' 1 '' '*SyntaxError:*nosuch*' 'printf "# coding: nosuch\nprint(1)\n" >c.mini; "$M" c.mini'
check 'NUL bytes' 1 '' '*null bytes*' 'printf "print(1)\n\000\nprint(2)\n" >c.mini; "$M" c.mini'
check 'a binary file' 1 '' '*Error:*' '"$M" /bin/true'
check '#! line' 0 "[[]'./s.mini', 'a']" '' 'printf "#!%s\nimport sys\nprint(sys.argv)\n" "$M" >s.mini; chmod +x s.mini; ./s.mini a'
check 'a script that changes folder' 0 'ok' '' 'echo "print(\"ok\")" >c.mini; cd /; "$M" "$OLDPWD/c.mini"'

check 'full stdout' '[!0]*' '' '*No space left on device*' '"$M" -c "print(1)" >/dev/full'
check 'full stdout, much output' '[!0]*' '' '*No space left on device*' '"$M" -c "
for i in range(10**5): print(i)" >/dev/full'
check 'closed stdout' 0 '' '' '"$M" -c "print(1)" >&-'
check 'closed stdout, nothing printed' 0 '' '' '"$M" -c "x = 1" >&-'
check 'closed stdin' 0 'ok' '' '"$M" -c "print(\"ok\")" <&-'
check 'closed stderr' 1 '' '' '"$M" -c "1/0" 2>&-'
check 'a reader that leaves' 0 "1${NL}1" '*BrokenPipeError*' '{ "$M" -c "
while True: print(1)"; echo $? >status; } | head -n 1; sleep 0.3; cat status'
check 'UTF-8 output in any locale' 0 'é→😀' '' 'LC_ALL=C "$M" -c "print(\"\\u00e9\\u2192\\U0001f600\")"'
check 'an escaped byte' 0 '*' '' '"$M" -c "print(\"\\udc80\")" | od -An -tx1 | grep -q "80 0a"'
check 'a lone surrogate' 1 '' '*UnicodeEncodeError*' '"$M" -c "print(\"\\ud800\")"'
check 'stdout and stderr keep their order' 0 "a${NL}b${NL}c" '' '"$M" -c "
import sys
print(\"a\", flush=True); print(\"b\", file=sys.stderr); print(\"c\")" 2>&1'
check 'a written file is complete at exit' 0 '100000' '' '"$M" -c "
f = open(\"w.txt\", \"w\")
f.write(\"x\" * 100000)"; wc -c <w.txt'
check 'a full device behind a file' 1 '' '*OSError: *No space left on device*' '"$M" -c "
with open(\"/dev/full\", \"w\") as f: f.write(\"x\" * 100000)"'
