# Mixes two scripts: mostly the first, with a few of its lines dropped, doubled or exchanged, or replaced by lines of
# the second, and a few of its words exchanged for words of either.
function pick(n) { return 1 + int(rand() * n) }
function word(    part, n) {
    n = split(line[pick(lines)], part, /[ ()\[\]{},.:]+/)
    return n ? part[pick(n)] : ""
}
function change_word(text,    at, head) {
    at = pick(length(text) + 1); head = substr(text, 1, at - 1); text = substr(text, at)
    if (rand() < 0.3) { sub(/^./, "", text); return head text }
    if (rand() < 0.5) sub(/^[A-Za-z0-9_]+/, "", text)
    return head (rand() < 0.7 ? word() : substr("()[]{}:,.=+-*/%<>'\"\\@!~^&|;0\t#", pick(31), 1)) text
}
FNR == 1 { files++ }
{ line[++lines] = $0; if (files == 1) own = lines }
END {
    srand(seed)
    changes = pick(4)
    for (c = 0; c < changes; c++) { at = pick(own); how[at] = pick(6); other[at] = pick(lines); own_other[at] = pick(own) }
    for (i = 1; i <= own; i++) {
        if (how[i] == 1) continue
        if (how[i] == 2) { print line[i]; print line[i] }
        else if (how[i] == 3) print line[other[i]]
        else if (how[i] == 4) { print line[own_other[i]]; print line[i] }
        else if (how[i] >= 5) print change_word(line[i])
        else print line[i]
    }
}
