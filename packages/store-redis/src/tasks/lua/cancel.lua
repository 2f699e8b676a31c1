-- Stops tasks, or asks their holders to. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says
-- Promise: per task, cancelled at once, requested of its holder, already-ended, not-found or moved.
local function apply(task)
  if ENDED[task.status] then return 'already-ended' end
  if task.status == 'running' then
    redis.call('HSET', task.hash, 'cancelRequested', '1')
    return 'requested'
  end
  move(task, function()
    task.status = 'cancelled'
    task.endedAt = int(now)
    task.availableAt = false
  end)
  redis.call('HDEL', task.hash, 'availableAt')
  redis.call('HSET', task.hash, 'status', 'cancelled', 'endedAt', task.endedAt)
  return 'cancelled'
end

local answers, changed = {}, {}
for i = 1, N do
  local task = load(i)
  answers[i] = not task and 'not-found' or moved(task) and 'moved' or apply(task)
  if answers[i] == 'changed' or answers[i] == 'cancelled' or answers[i] == 'requested' then changed[#changed + 1] = ARGV[1 + 3 * i] end
end
flushCounts()
if #changed > 0 then publish(ARGV[1], 'task-changed', changed, false) end
return answers
