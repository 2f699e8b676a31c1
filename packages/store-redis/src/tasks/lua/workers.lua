-- Reads who is alive; changes nothing. Uses the part clock.
-- KEYS: 1 workers (JSON by id), 2 the instants until which they count
-- Promise: "seenAt presence" of each whose time is not over.
local alive = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. int(now), '+inf')
local answers = {}
for i, id in ipairs(alive) do answers[i] = redis.call('HGET', KEYS[1], id) end
return answers
