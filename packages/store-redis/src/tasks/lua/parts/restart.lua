-- Part: back to `waiting` or `part_done` by hand. Needs the parts clock, log, close, pool and attempt.
-- Attempts are given back; result, error, progress and a cancel request go; history, fence and place in the order stay. From running
-- the attempt is taken away and the fence raised. The delay goes too, unless `due` is given.
local function restart(i, task, to, due)
  if task.status == 'running' then
    endAttempt(i, task, { kind = 'taken-away', outcome = 'reset', status = to })
    task.fence = task.fence + 1
  end
  leave(i, task)
  task.status, task.due = to, due
  task.ended, task.attempts, task.cancel, task.error = nil, nil, nil, nil
  enter(i, task)
  redis.call('HDEL', KEYS[4], ids[i])
  redis.call('HDEL', ownKey(i), 'result', 'progress')
  if to == 'waiting' then redis.call('HDEL', ownKey(i), 'stepResult') end
end
