-- Starts tasks over by hand. Uses the parts clock, pool, attempt, restart.
-- KEYS, ARGV: as the part pool says; then the status to reset to, '1' for running ones too, '1' for ended ones only, codeVersion or ''
-- Promise: per task, changed, running (refused), not-applicable, not-found or moved. Of two at once one resets.
local function apply(task)
  local to, force, endedOnly, codeVersion = ARGV[REST + 1], ARGV[REST + 2], ARGV[REST + 3], ARGV[REST + 4]
  if task.status == to or (endedOnly == '1' and not ENDED[task.status]) then return 'not-applicable' end
  if task.status == 'running' and force ~= '1' then return 'running' end
  if to == 'part_done' and redis.call('HEXISTS', task.hash, 'stepResult') == 0 then return 'not-applicable' end
  restart(task, to)
  if codeVersion ~= '' then redis.call('HSET', task.hash, 'codeVersion', codeVersion) end
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
