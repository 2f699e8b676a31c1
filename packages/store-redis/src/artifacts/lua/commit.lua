-- Makes an upload the artifact of a name. Uses the part clock.
-- KEYS: 1 owners, 2 the owner's uploads, 3 the owner's artifacts, 4 what is to be thrown away
-- ARGV: 1 the owner's key, 2 id of the upload, 3 name, 4 size, 5 sha256, 6 chunks
-- Promise: the time, when readers see all of it instead of what was there, whose chunks are noted to be thrown away; '' when the upload
--   was removed while it ran, and nothing is written.
if redis.call('HDEL', KEYS[2], ARGV[2]) == 0 then return '' end
local old = redis.call('HGET', KEYS[3], ARGV[3])
if old then
  local data, chunks = old:match('^%d+ (%S+) (%d+)')
  redis.call('ZADD', KEYS[4], now, data .. ' ' .. chunks)
end
redis.call('HSET', KEYS[3], ARGV[3], now .. ' ' .. ARGV[2] .. ' ' .. ARGV[6] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5])
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return now
