-- Part: what the end of an attempt leaves in the task's record; the earlier attempts become lines in its own hash. Needs the parts clock
-- and log. `how`: kind, outcome, status, error, as the part attempt says.
local function closeAttempt(task, own, how)
  if task.log then
    local history = (task.logged and redis.call('HGET', own, 'history') or '') .. lineOf(task.log)
    -- Ninety-nine records are longer than this; with the new one in the task itself they are a hundred, and the oldest goes.
    if #history > 7900 then
      local _, kept = history:gsub('\n', '\n')
      if kept > 99 then history = history:sub(history:find('\n', 1, true) + 1) end
    end
    redis.call('HSET', own, 'history', history)
    task.logged = true
  end
  task.log = { task.worker, task.fence, task.started, now, how.outcome, how.error }
  task.totals = task.totals or {}
  task.totals[how.outcome] = (task.totals[how.outcome] or 0) + 1
  task.lastEnd = int(task.fence) .. ' ' .. how.kind .. ' ' .. how.status
  task.status, task.worker, task.origin, task.request = how.status, nil, nil, nil
  if how.status == 'done' or how.status == 'failed' or how.status == 'cancelled' then task.ended = now end
end

-- What is answered to an end that does not apply: that it had been applied before, or who has the task.
local function refuse(task, fence, kind)
  if not task then return { 'lost', '', '0', '' } end
  local prefix = fence .. ' ' .. kind .. ' '
  if task.lastEnd and task.lastEnd:sub(1, #prefix) == prefix then return { 'settled', task.lastEnd:sub(#prefix + 1), '1' } end
  return { 'lost', task.status, int(task.fence or 0), task.worker or '' }
end
