total = 0
i = 0
while i < 3000000 do
    total = total + i % 3
    i = i + 1
end
for j = 0, 1999999 do
    total = total + j * 2
end
print(total)
