-- Stores what a worker says of itself. Uses the part clock.
-- KEYS: 1 workers (JSON by id), 2 the instants until which they count
-- ARGV: 1 workerId, 2 presence (JSON), 3 how long it counts (ms)
-- Promise: stored with the server's time; of those that are past, up to a hundred are forgotten.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', int(now), 'LIMIT', 0, 100)) do
  redis.call('ZREM', KEYS[2], id)
  redis.call('HDEL', KEYS[1], id)
end
redis.call('HSET', KEYS[1], ARGV[1], int(now) .. ' ' .. ARGV[2])
redis.call('ZADD', KEYS[2], int(now + tonumber(ARGV[3])), ARGV[1])
return now
