-- Removes one artifact, or everything of an owner with its unfinished uploads. Uses the part clock.
-- KEYS: 1 owners, 2 the owner's uploads, 3 the owner's artifacts, 4 what is to be thrown away
-- ARGV: 1 the owner's key, 2 '1' for one artifact, 3 its name
-- Promise: it is gone at once for every reader that comes; the chunks are noted to be thrown away. What is not there is fine.
local function discard(key, name)
  local stored = redis.call('HGET', key, name)
  if not stored then return end
  local data, chunks = name, stored:match('^%d+ (%d+)')
  if key == KEYS[3] then data, chunks = stored:match('^%d+ (%S+) (%d+)') end
  redis.call('ZADD', KEYS[4], now, data .. ' ' .. chunks)
  redis.call('HDEL', key, name)
end
if ARGV[2] == '1' then
  discard(KEYS[3], ARGV[3])
else
  for _, name in ipairs(redis.call('HKEYS', KEYS[3])) do discard(KEYS[3], name) end
  for _, name in ipairs(redis.call('HKEYS', KEYS[2])) do discard(KEYS[2], name) end
end
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('EXISTS', KEYS[3]) == 0 then redis.call('ZREM', KEYS[1], ARGV[1]) end
return '1'
