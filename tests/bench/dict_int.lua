local function run(n)
    local t = {}
    for i = 0, n - 1 do
        local key = i * 7919 % 65537
        t[key] = (t[key] or 0) + i
    end
    local total = 0
    for i = 0, n - 1 do
        local v = t[i]
        if v then total = total + (v & 0xff) end
    end
    for key in pairs(t) do
        if key % 3 == 0 then t[key] = nil end
    end
    local size = 0
    for _ in pairs(t) do size = size + 1 end
    return size, total
end
local a, b = run(2000000)
print("(" .. a .. ", " .. b .. ")")
