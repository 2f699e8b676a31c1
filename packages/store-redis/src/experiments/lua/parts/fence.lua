-- Part: a recorder that belongs to a task takes no write under a lower fence than the stored one, and keeps the highest.
-- The stored fence when `fence` (text, '' for none) is too low, else nil.
local function fencedBy(hash, fence)
  local stored = redis.call('HGET', hash, 'fence')
  if fence ~= '' and stored and tonumber(fence) < tonumber(stored) then return stored end
end

local function raiseFence(hash, fence)
  local stored = redis.call('HGET', hash, 'fence')
  if fence ~= '' and stored and tonumber(fence) > tonumber(stored) then redis.call('HSET', hash, 'fence', fence) end
end
