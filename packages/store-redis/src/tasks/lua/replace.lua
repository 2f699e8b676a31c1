-- Gives tasks a new definition under a new key and starts them over. Uses the parts clock, log, close, pool, attempt, restart.
-- KEYS, ARGV: as the part pool says; then the dedupe key, the definition, '1' for running ones too
-- Promise: per task, changed, running (refused), duplicate (another task has the key), not-found or moved.
local key, definition, force = ARGV[REST + 1], ARGV[REST + 2], ARGV[REST + 3]
return changeEach(function(i, task)
  if task.status == 'running' and force ~= '1' then return 'running' end
  local owner = redis.call('HGET', KEYS[11], key)
  if owner and owner ~= ids[i] then return 'duplicate' end
  redis.call('HDEL', KEYS[11], task.key)
  redis.call('HSET', KEYS[11], key, ids[i])
  task.key = key
  redis.call('HDEL', KEYS[3], ids[i])
  redis.call('HDEL', ownKey(i), 'definition')
  if #definition > SMALL then
    redis.call('HSET', ownKey(i), 'definition', definition)
  else
    redis.call('HSET', KEYS[3], ids[i], definition)
  end
  restart(i, task, 'waiting', task.status == 'waiting' and task.due or nil)
  return 'changed'
end, true)
