-- Refreshes one artifact, or all of an owner. Uses the part clock.
-- KEYS: 1 the owner's artifacts
-- ARGV: 1 '1' for one, 2 its name
-- Promise: how many were refreshed.
local names = ARGV[1] == '1' and { ARGV[2] } or redis.call('HKEYS', KEYS[1])
local touched = 0
for _, name in ipairs(names) do
  local stored = redis.call('HGET', KEYS[1], name)
  if stored then
    redis.call('HSET', KEYS[1], name, now .. stored:match('^%d+( .*)$'))
    touched = touched + 1
  end
end
return touched
