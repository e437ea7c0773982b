local function run(size, limit)
    local inside = 0
    for row = 0, size - 1 do
        local ci = 2.0 * row / size - 1.0
        for column = 0, size - 1 do
            local cr = 2.0 * column / size - 1.5
            local zr, zi, n = 0.0, 0.0, 0
            while n < limit do
                local r2, i2 = zr * zr, zi * zi
                if r2 + i2 > 4.0 then break end
                zi = 2.0 * zr * zi + ci
                zr = r2 - i2 + cr
                n = n + 1
            end
            if n == limit then inside = inside + 1 end
        end
    end
    return inside
end
print(run(300, 100))
