-- Begins or refreshes an upload. Uses the part clock.
-- KEYS: 1 owners, 2 the owner's uploads
-- ARGV: 1 the owner's key, 2 id of the upload, 3 how many chunks it may have by now, 4 their bytes, 5 '1' to begin it
-- Promise: '1'; '' when it was removed while it ran, and nothing is written.
if ARGV[5] ~= '1' and redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return '' end
redis.call('HSET', KEYS[2], ARGV[2], now .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return '1'
