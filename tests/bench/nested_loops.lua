local function run(n)
    local count = 0
    for a = 1, n - 1 do
        for b = a, n - 1 do
            local c = a * a + b * b
            if c % 5 == 0 and c < n * n then count = count + 1 end
        end
    end
    return count
end
print(run(3000))
