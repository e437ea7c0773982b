local Particle = {}
Particle.__index = Particle
function Particle.new(x, y, vx, vy) return setmetatable({x = x, y = y, vx = vx, vy = vy}, Particle) end
function Particle:move(dt)
    self.x = self.x + self.vx * dt
    self.y = self.y + self.vy * dt
    if self.x > 10.0 or self.x < 0.0 then self.vx = -self.vx end
    if self.y > 10.0 or self.y < 0.0 then self.vy = -self.vy end
end
local function run(rounds)
    local particles = {}
    for i = 0, 9 do particles[i + 1] = Particle.new(i + 0.0, i * 0.5, 0.25 + i * 0.1, 0.75 - i * 0.05) end
    for step = 1, rounds do
        for k = 1, #particles do particles[k]:move(0.01) end
    end
    local sum = 0
    for k = 1, #particles do sum = sum + (particles[k].x + particles[k].y) end
    return sum
end
print(string.format("%.9f", run(200000)))
