-- Removes an experiment that was deleted and has no recorder left.
-- KEYS: 1 experiments, 2 its recorders, 3 its hash
-- ARGV: 1 its id
-- Promise: 'purged', or 'busy' while it lives or a recorder is left.
if redis.call('ZCARD', KEYS[2]) > 0 or (redis.call('EXISTS', KEYS[3]) == 1 and redis.call('HEXISTS', KEYS[3], 'deleted') == 0) then
  return 'busy'
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[3])
return 'purged'
