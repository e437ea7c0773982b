local words = {}
for w in ("it was the best of times it was the worst of times it was the age of wisdom it was the age of foolishness"):gmatch("%S+") do
    words[#words + 1] = w
end
local function run(n)
    local counts = {}
    for i = 1, n do
        for k = 1, #words do
            local word = words[k]
            local c = counts[word]
            if c then counts[word] = c + 1 else counts[word] = 1 end
        end
    end
    local total = 0
    for i = 0, n * 4 - 1 do
        local record = {name = i, size = i & 7, kind = "x"}
        record.size = record.size + 1
        total = total + record.size + record.name % 3
    end
    for key, value in pairs(counts) do total = total + #key * value end
    return total
end
print(run(180000))
