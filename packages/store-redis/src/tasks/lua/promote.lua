-- Gives delayed tasks that are due their place in the order. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says
-- Promise: how many took their place; a task whose delay has not passed, or was taken back, stays as it is.
local promoted = {}
for i = 1, N do
  local task = load(i)
  if task and task.due and (task.status == 'waiting' or task.status == 'part_done') and task.due <= now then
    leave(i, task)
    task.due = nil
    enter(i, task)
    promoted[#promoted + 1] = ids[i]
  end
end
flush()
if #promoted > 0 then publish(ARGV[1], 'task-changed', promoted, true) end
return #promoted
