-- Gives tasks another priority. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says; then the priority
-- Promise: per task, changed, not-found or moved. It keeps its place among its equals.
local function apply(task)
  local priority = tonumber(ARGV[REST + 1])
  if task.status ~= 'waiting' and task.status ~= 'part_done' then
    task.priority = priority
  else
    move(task, function() task.priority = priority end)
  end
  redis.call('HSET', task.hash, 'priority', ARGV[REST + 1])
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
