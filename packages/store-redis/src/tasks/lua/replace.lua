-- Gives tasks a new definition under a new key and starts them over. Uses the parts clock, pool, attempt, restart.
-- KEYS, ARGV: as the part pool says; then the dedupe key, the definition, '1' for running ones too
-- Promise: per task, changed, running (refused), duplicate (another task has the key), not-found or moved.
local function apply(task)
  if task.status == 'running' and ARGV[REST + 3] ~= '1' then return 'running' end
  local owner = redis.call('HGET', KEYS[8], ARGV[REST + 1])
  if owner and owner ~= task.id then return 'duplicate' end
  redis.call('HDEL', KEYS[8], task.key)
  redis.call('HSET', KEYS[8], ARGV[REST + 1], task.id)
  redis.call('HSET', task.hash, 'key', ARGV[REST + 1], 'definition', ARGV[REST + 2])
  restart(task, 'waiting', task.status == 'waiting' and task.availableAt or nil)
  return 'changed'
end

local answers, changed = {}, {}
for i = 1, N do
  local task = load(i)
  answers[i] = not task and 'not-found' or moved(task) and 'moved' or apply(task)
  if answers[i] == 'changed' or answers[i] == 'cancelled' or answers[i] == 'requested' then changed[#changed + 1] = ARGV[1 + 3 * i] end
end
flushCounts()
if #changed > 0 then publish(ARGV[1], 'task-changed', changed, true) end
return answers
