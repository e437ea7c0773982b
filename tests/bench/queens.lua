local function place(row, n, columns, up, down)
    if row == n then return 1 end
    local found = 0
    for c = 0, n - 1 do
        if columns[c] and up[row + c] and down[row - c + n] then
            columns[c], up[row + c], down[row - c + n] = false, false, false
            found = found + place(row + 1, n, columns, up, down)
            columns[c], up[row + c], down[row - c + n] = true, true, true
        end
    end
    return found
end
local function queens(n)
    local columns, up, down = {}, {}, {}
    for i = 0, 2 * n do columns[i], up[i], down[i] = true, true, true end
    return place(0, n, columns, up, down)
end
local out = {}
for n = 1, 11 do out[n] = tostring(queens(n)) end
print("[" .. table.concat(out, ", ") .. "]")
