-- Stops tasks, or asks their holders to. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says
-- Promise: per task, cancelled at once, requested of its holder, already-ended, not-found or moved.
return changeEach(function(i, task)
  if ENDED[task.status] then return 'already-ended' end
  if task.status == 'running' then
    task.cancel = true
    return 'requested'
  end
  leave(i, task)
  task.status, task.ended, task.due = 'cancelled', now, nil
  enter(i, task)
  return 'cancelled'
end, false)
