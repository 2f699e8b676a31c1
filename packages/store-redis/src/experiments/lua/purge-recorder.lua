-- Removes a recorder with its series, for ever.
-- KEYS: 1 all recorders, 2 the experiment's recorders, 3 the hash of the recorder, 4 its last values, then its series
-- ARGV: 1 id
-- Promise: 'purged', 'missing', or 'moved' when it has more series than were named: read again.
if redis.call('EXISTS', KEYS[3]) == 0 then return 'missing' end
if redis.call('HLEN', KEYS[4]) ~= #KEYS - 4 then return 'moved' end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
for i = 3, #KEYS do redis.call('UNLINK', KEYS[i]) end
return 'purged'
