-- Writes tags that the client has merged. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says; then for each task: the tags as the client read them, as they are to be (JSON, '' for none)
-- Promise: per task, changed, not-found, or moved when somebody changed them meanwhile.
local function apply(task)
  local at = REST + 2 * (task.i - 1)
  if (redis.call('HGET', task.hash, 'tags') or '') ~= ARGV[at + 1] then return 'moved' end
  if ARGV[at + 2] == '' then
    redis.call('HDEL', task.hash, 'tags')
  else
    redis.call('HSET', task.hash, 'tags', ARGV[at + 2])
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
