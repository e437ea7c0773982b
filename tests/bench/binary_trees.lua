local function build(depth)
    if depth == 0 then return {left = nil, right = nil} end
    return {left = build(depth - 1), right = build(depth - 1)}
end
local function count(node)
    if not node.left then return 1 end
    return 1 + count(node.left) + count(node.right)
end
local total = 0
local long_lived = build(16)
for i = 1, 160 do total = total + count(build(11)) end
print(total .. " " .. count(long_lived))
