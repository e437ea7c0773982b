local function counter()
    local count = 0
    return function(n) count = count + n; return count end
end
local function compose(f, g) return function(x) return f(g(x)) end end
local function run(n)
    local step = counter()
    local twice = compose(function(x) return x + 1 end, function(x) return x * 2 end)
    local total = 0
    for i = 0, n - 1 do
        total = (total + twice(step(i & 7))) & 0xffffff
        if i % 16 == 0 then step = counter() end
    end
    return total
end
print(run(1700000))
