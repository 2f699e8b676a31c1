-- Counts tasks by status; changes nothing and reads none.
-- KEYS: 1 pool, 2 order, 3 leases, 4 ended:done, 5 ended:failed, 6 ended:cancelled
-- ARGV: none
-- Promise: how many are waiting, running, part_done, done, failed, cancelled, all of one instant.
local answers = { redis.call('ZCARD', KEYS[2]), redis.call('ZCARD', KEYS[3]), tonumber(redis.call('HGET', KEYS[1], 'part_done') or 0) }
for k = 4, 6 do answers[k] = redis.call('ZCARD', KEYS[k]) end
for k = 2, 6 do answers[1] = answers[1] - answers[k] end
return answers
