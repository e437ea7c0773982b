local function run(n)
    local text = ""
    for i = 0, n - 1 do
        text = text .. "ab"
        if i % 1000 == 0 then text = text:sub(-200) end
    end
    local parts = {}
    for i = 0, n - 1 do parts[#parts + 1] = tostring(i) end
    local joined = table.concat(parts, ",")
    local copies = 0
    for i = 0, n // 10 - 1 do
        local piece = joined:sub(i + 1, i + 40) .. string.rep("-", i % 20)
        copies = copies + #piece:upper()
    end
    return #text, #joined, copies
end
local a, b, c = run(2200000)
print("(" .. a .. ", " .. b .. ", " .. c .. ")")
