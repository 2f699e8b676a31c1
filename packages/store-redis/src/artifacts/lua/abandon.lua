-- Gives an upload up. Uses the part clock.
-- KEYS: 1 owners, 2 the owner's uploads, 3 the owner's artifacts, 4 what is to be thrown away
-- ARGV: 1 the owner's key, 2 id of the upload, 3 how many chunks it has, where it was removed while it ran, since who removed it may not
--   have seen the last one; else ''
-- Promise: its chunks are noted to be thrown away; an owner who has nothing is listed no more.
if ARGV[3] ~= '' then redis.call('ZADD', KEYS[4], now, ARGV[2] .. ' ' .. ARGV[3]) end
local stored = redis.call('HGET', KEYS[2], ARGV[2])
if stored then
  redis.call('ZADD', KEYS[4], now, ARGV[2] .. ' ' .. stored:match('^%d+ (%d+)'))
  redis.call('HDEL', KEYS[2], ARGV[2])
end
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('EXISTS', KEYS[3]) == 0 then redis.call('ZREM', KEYS[1], ARGV[1]) end
return '1'
