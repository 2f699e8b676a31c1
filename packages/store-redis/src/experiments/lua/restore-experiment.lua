-- Takes the deletion of an experiment back.
-- KEYS: 1 names, 2 the hash of the experiment
-- ARGV: 1 its id
-- Promise: 'restored', 'missing', or 'taken' with its name and the id of the living experiment that has it.
local name = redis.call('HGET', KEYS[2], 'name')
if not name then return { 'missing' } end
local owner = redis.call('HGET', KEYS[1], name)
if owner and owner ~= ARGV[1] then return { 'taken', name, owner } end
redis.call('HSET', KEYS[1], name, ARGV[1])
redis.call('HDEL', KEYS[2], 'deleted')
return { 'restored' }
