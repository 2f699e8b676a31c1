-- Reads fields of tasks; changes nothing. The only script that one call of a listing needs.
-- KEYS: the hash of each task
-- ARGV: the names of the fields
-- Promise: per task its values in that order, nil where there is none; an empty hash gives nothing but nil.
local answers = {}
for i = 1, #KEYS do answers[i] = redis.call('HMGET', KEYS[i], unpack(ARGV)) end
return answers
