-- Reads hashes whole; changes nothing.
-- KEYS: the hashes
-- ARGV: none
-- Promise: names and values of each, in turn; an empty list where there is none.
local answers = {}
for i = 1, #KEYS do answers[i] = redis.call('HGETALL', KEYS[i]) end
return answers
