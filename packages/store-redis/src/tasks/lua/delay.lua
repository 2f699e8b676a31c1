-- Delays tasks that nobody runs, or takes a delay back. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says; then delayMs or '', availableAt or ''
-- Promise: per task, changed, not-applicable, not-found or moved. The instant is reckoned by the server's clock.
local function apply(task)
  if task.status ~= 'waiting' and task.status ~= 'part_done' then return 'not-applicable' end
  local due = ARGV[REST + 2] ~= '' and tonumber(ARGV[REST + 2]) or now + tonumber(ARGV[REST + 1])
  move(task, function() task.availableAt = due > now and int(due) end)
  if task.availableAt then
    redis.call('HSET', task.hash, 'availableAt', task.availableAt)
  else
    redis.call('HDEL', task.hash, 'availableAt')
  end
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
