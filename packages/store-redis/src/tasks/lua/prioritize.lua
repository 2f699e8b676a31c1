-- Gives tasks another priority. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says; then the priority
-- Promise: per task, changed, not-found or moved. It keeps its place among its equals.
local priority = tonumber(ARGV[REST + 1])
return changeEach(function(i, task)
  local waits = task.status == 'waiting' or task.status == 'part_done'
  if waits then leave(i, task) end
  task.priority = priority ~= 0 and priority or nil
  if waits then enter(i, task) end
  return 'changed'
end, true)
