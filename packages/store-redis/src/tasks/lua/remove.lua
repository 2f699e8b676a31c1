-- Removes tasks. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says; then '1' to remove running ones too
-- Promise: per task, removed, running, not-found, or moved when it is no longer as the caller saw it.
local answers, removed = {}, {}
for i = 1, N do
  local task = load(i)
  if not task then
    answers[i] = 'not-found'
  elseif moved(i, task) then
    answers[i] = 'moved'
  elseif task.status == 'running' and ARGV[REST + 1] ~= '1' then
    answers[i] = 'running'
  else
    erase(i, task)
    answers[i] = 'removed'
    removed[#removed + 1] = ids[i]
  end
end
flush()
if #removed > 0 then publish(ARGV[1], 'task-removed', removed, false) end
return answers
