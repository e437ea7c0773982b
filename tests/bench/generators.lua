local wrap, yield = coroutine.wrap, coroutine.yield
local function numbers(n)
    return wrap(function()
        local i = 0
        while i < n do yield(i); i = i + 1 end
    end)
end
local function evens(source)
    return wrap(function() for x in source do if x % 2 == 0 then yield(x) end end end)
end
local function pairs_of(source)
    return wrap(function() for x in source do yield(x); yield(x + 1) end end)
end
local total = 0
for x in pairs_of(evens(numbers(3000000))) do total = total + x end
local squares = wrap(function() for x in numbers(1000000) do yield(x * x) end end)
for x in squares do total = total + x end
print(total)
