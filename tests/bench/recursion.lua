local function depth(n)
    if n == 0 then return 0 end
    return 1 + depth(n - 1)
end
local odd
local function even(n) if n == 0 then return true end return (odd(n - 1)) end
odd = function(n) if n == 0 then return false end return (even(n - 1)) end
local function ackermann(m, n)
    if m == 0 then return n + 1 end
    if n == 0 then return (ackermann(m - 1, 1)) end
    return (ackermann(m - 1, ackermann(m, n - 1)))
end
local function hanoi(n, a, b, c)
    if n == 0 then return 0 end
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
end
local total = 0
for i = 1, 1500 do total = total + depth(900) + (even(800) and 1 or 0) end
print(total .. " " .. ackermann(2, 300) .. " " .. hanoi(18, "a", "b", "c"))
