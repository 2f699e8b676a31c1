-- Removes ended tasks that are older than the pool keeps them. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says; then the latest end that goes
-- Promise: how many were removed; a task that was reset meanwhile, or ended later, stays.
local retired = {}
for i = 1, N do
  local task = load(i)
  if task and ENDED[task.status] and tonumber(task.endedAt) <= tonumber(ARGV[REST + 1]) then
    leave(task)
    redis.call('ZREM', KEYS[9], task.id)
    redis.call('HDEL', KEYS[8], task.key)
    redis.call('DEL', task.hash)
    retired[#retired + 1] = task.id
  end
end
flushCounts()
if #retired > 0 then publish(ARGV[1], 'task-removed', retired, false) end
return #retired
