local function run(n)
    local total = 0
    for i = 0, n - 1 do
        if i & 3 == 1 then total = total + i % 7 else total = total ~ (i >> 1) end
    end
    return total
end
print(run(7000000))
