-- Removes ended tasks that are older than the pool keeps them. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says; then the latest end that goes
-- Promise: how many were removed; a task that was reset meanwhile, or ended later, stays.
local retired = {}
for i = 1, N do
  local task = load(i)
  if task and ENDED[task.status] and task.ended <= tonumber(ARGV[REST + 1]) then
    erase(i, task)
    retired[#retired + 1] = ids[i]
  end
end
flush()
if #retired > 0 then publish(ARGV[1], 'task-removed', retired, false) end
return #retired
