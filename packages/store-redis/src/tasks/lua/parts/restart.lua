-- Part: back to `waiting` or `part_done` by hand. Needs the parts clock, pool and attempt.
-- Attempts are given back; result, error, progress and a cancel request go; history, fence and place in the order stay. From running
-- the attempt is taken away and the fence raised. The delay goes too, unless `availableAt` is given.
local function restart(task, to, availableAt)
  if task.status == 'running' then
    endAttempt(task, { kind = 'taken-away', outcome = 'reset', status = to })
    redis.call('HSET', task.hash, 'fence', int(task.fence + 1))
  end
  move(task, function()
    task.status = to
    task.availableAt = availableAt or false
  end)
  redis.call('HDEL', task.hash, 'availableAt', 'endedAt', 'attempts', 'cancelRequested', 'result', 'progress', 'error')
  if to == 'waiting' then redis.call('HDEL', task.hash, 'stepResult') end
  redis.call('HSET', task.hash, 'status', to)
  if availableAt then redis.call('HSET', task.hash, 'availableAt', availableAt) end
end
