-- Deletes an experiment so that it can be restored: frees the name, keeps the id.
-- KEYS: 1 names, 2 the hash of the experiment
-- ARGV: none
-- Promise: 'deleted' or 'missing'; twice is fine.
local name, deleted = unpack(redis.call('HMGET', KEYS[2], 'name', 'deleted'))
if not name then return 'missing' end
if not deleted then
  redis.call('HDEL', KEYS[1], name)
  redis.call('HSET', KEYS[2], 'deleted', '1')
end
return 'deleted'
