-- Gives up what uploads have left that nobody has refreshed. Uses the part clock.
-- KEYS: 1 owners, 2 the owner's uploads, 3 the owner's artifacts, 4 what is to be thrown away
-- ARGV: 1 the owner's key, 2 those refreshed before this (epoch ms), 3 '1' to count only
-- Promise: "count bytes"; the chunks are noted to be thrown away; an owner who has nothing is listed no more.
local count, bytes = 0, 0
for _, id in ipairs(redis.call('HKEYS', KEYS[2])) do
  local touched, chunks, size = redis.call('HGET', KEYS[2], id):match('^(%d+) (%d+) (%d+)')
  if tonumber(touched) < tonumber(ARGV[2]) then
    count = count + 1
    bytes = bytes + tonumber(size)
    if ARGV[3] ~= '1' then
      redis.call('ZADD', KEYS[4], now, id .. ' ' .. chunks)
      redis.call('HDEL', KEYS[2], id)
    end
  end
end
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('EXISTS', KEYS[3]) == 0 then redis.call('ZREM', KEYS[1], ARGV[1]) end
return count .. ' ' .. string.format('%.0f', bytes)
