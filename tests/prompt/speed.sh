# Typing feels instant: CPU time of the process, which a busy machine does not change much.

# cpu: milliseconds that the process $pid has used
cpu() { local used; read -r used _ < "/proc/$pid/schedstat" && echo $((used / 1000000)); }
# costs LIMIT KEY...: each of 30 keys may take that many milliseconds
costs() {
    local limit=$1 before after i; shift
    before=$(cpu)
    for i in 1 2 3 4 5 6 7 8 9 10; do key "$1"; sleep 0.02; key "$2"; sleep 0.02; key "$3"; sleep 0.02; done
    sleep 0.2; after=$(cpu)
    [ $((after - before)) -le $((30 * limit)) ] || fail "30 keys ($*) have cost $((after - before)) ms"
}
case_keys_are_cheap() {
    [ -r /proc/self/schedstat ] || return 0
    start; enter 'import os; os.getpid()'; wait_for 'no process id' pid_seen
    used=$(cpu); [ "$used" -lt 100 ] || fail "the start has cost $used ms"
    { echo 'def long(a):'; for i in $(seq 199); do echo "    value_$i = a + $i * len('text $i')  # the same again"; done; } > block
    $T load-buffer block; $T paste-buffer -p -t p; see_part 'value_199'
    costs 5 Up Down Left; key Up Up Up; costs 5 x y Space; costs 5 BSpace BSpace BSpace; costs 5 '(' "'" ')'
    key C-c; see KeyboardInterrupt
}
