-- Part: ends the running attempt of a task, in one way for all who do. Needs the parts clock, log, close and pool.
-- `how`: kind (what a repeated end is recognised by), outcome, status, error (JSON or nil), delayMs (or nil). What else is written with
--   it is set on the task before.
local function endAttempt(i, task, how)
  if task.request then forgetRequest(i, task, how.kind ~= 'taken-away') end
  leave(i, task)
  closeAttempt(task, ownKey(i), how)
  if how.delayMs and how.delayMs > 0 and not ENDED[how.status] then task.due = now + how.delayMs end
  enter(i, task)
end
