-- Gives the living experiment of a name its id, making it when there is none. Uses the part clock.
-- KEYS: 1 counters, 2 names, 3 experiments, 4 the hash of the experiment to make
-- ARGV: 1 name, 2 id to give it
-- Promise: the id; fifty callers at once get one.
local id = redis.call('HGET', KEYS[2], ARGV[1])
if id then return id end
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('HSET', KEYS[4], 'id', ARGV[2], 'name', ARGV[1], 'createdAt', now, 'seq', seq)
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[3], seq, ARGV[2])
return ARGV[2]
