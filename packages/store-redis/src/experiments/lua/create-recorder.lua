-- Makes a recorder. Uses the part clock.
-- KEYS: 1 counters, 2 all recorders, 3 the experiment's recorders, 4 the hash of the experiment, 5 the hash of the recorder
-- ARGV: 1 id, 2 experiment's id, 3 status, 4 whether that is a start, 5 whether an end ('1' or ''), then names and values of more fields
-- Promise: 'made', 'before' when the id is there already (nothing is changed), or 'missing' when no such experiment lives.
if redis.call('EXISTS', KEYS[5]) == 1 then return 'before' end
if redis.call('EXISTS', KEYS[4]) == 0 or redis.call('HEXISTS', KEYS[4], 'deleted') == 1 then return 'missing' end
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('HSET', KEYS[5], 'id', ARGV[1], 'experimentId', ARGV[2], 'status', ARGV[3], 'seq', seq, 'createdAt', now, 'version', '0',
  unpack(ARGV, 6))
if ARGV[4] == '1' then redis.call('HSET', KEYS[5], 'startedAt', now) end
if ARGV[5] == '1' then redis.call('HSET', KEYS[5], 'endedAt', now) end
redis.call('ZADD', KEYS[2], seq, ARGV[1])
redis.call('ZADD', KEYS[3], seq, ARGV[1])
return 'made'
