local function matrix(n, seed)
    local m = {}
    for i = 0, n - 1 do
        local row = {}
        for j = 0, n - 1 do row[j + 1] = (i * seed + j) % 10 end
        m[i + 1] = row
    end
    return m
end
local function product(a, b)
    local n, out = #a, {}
    for i = 1, n do
        local row, line = a[i], {}
        for j = 1, n do
            local total = 0
            for k = 1, n do total = total + row[k] * b[k][j] end
            line[j] = total
        end
        out[i] = line
    end
    return out
end
local a, c = matrix(120, 3), nil
for i = 0, 3 do c = product(a, matrix(120, 5 + i)) end
local sum = 0
for _, row in ipairs(c) do for _, v in ipairs(row) do sum = sum + v end end
print(sum)
