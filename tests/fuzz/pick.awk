# Two lines of the list, by the seed.
{ line[NR] = $0 }
END { srand(seed); for (i = 0; i < 2; i++) print line[1 + int(rand() * NR)] }
