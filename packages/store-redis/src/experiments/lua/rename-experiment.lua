-- Renames an experiment.
-- KEYS: 1 names, 2 the hash of the experiment
-- ARGV: 1 its id, 2 the new name
-- Promise: 'renamed', 'missing', or 'taken' with the id of the living experiment that has the name.
local name, deleted = unpack(redis.call('HMGET', KEYS[2], 'name', 'deleted'))
if not name then return { 'missing' } end
if not deleted then
  local owner = redis.call('HGET', KEYS[1], ARGV[2])
  if owner and owner ~= ARGV[1] then return { 'taken', owner } end
  redis.call('HDEL', KEYS[1], name)
  redis.call('HSET', KEYS[1], ARGV[2], ARGV[1])
end
redis.call('HSET', KEYS[2], 'name', ARGV[2])
return { 'renamed' }
