local Counter = {}
Counter.__index = Counter
function Counter:add(n) self.count = self.count + n end
function Counter:get() return self.count end
local function run(n)
    local counter = setmetatable({count = 0}, Counter)
    for i = 0, n - 1 do
        counter:add(i & 7)
        if counter:get() > 1000000 then counter.count = 0 end
    end
    return counter:get()
end
print(run(4000000))
