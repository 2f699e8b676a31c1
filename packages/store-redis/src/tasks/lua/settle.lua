-- Ends attempts. Uses the parts clock, log, close, pool, attempt.
-- KEYS, ARGV: as the part pool says; then for each task: fence, kind of end (done, part_done, error, release), result or error ('' for
--   none), '1' for a final error, delayMs
-- Promise: each task for itself, and only while (task, fence) is the current claim and running; else it stays byte for byte as it was.
--   'settled' with the status and whether this very end had been applied before, or 'lost' with status, fence and holder.
local function settle(i, task, kind, payload, final, delayMs)
  local status, outcome, error = kind, kind, nil
  if kind == 'done' then
    task.error = nil
    if #payload > SMALL then
      redis.call('HSET', ownKey(i), 'result', payload)
    elseif payload ~= '' then
      redis.call('HSET', KEYS[4], ids[i], payload)
    end
  elseif kind == 'part_done' then
    if task.cancel then status = 'cancelled' end
    task.attempts = nil
    if payload ~= '' then
      redis.call('HSET', ownKey(i), 'stepResult', payload)
    else
      redis.call('HDEL', ownKey(i), 'stepResult')
    end
  else
    status = task.cancel and 'cancelled' or task.origin
    if kind == 'error' then
      if final == '1' or (not task.cancel and task.attempts >= task.maxAttempts) then status = 'failed' end
      error, task.error = payload, payload
    else
      outcome = 'released'
      task.attempts = task.attempts - 1
    end
    if status == 'cancelled' then outcome = 'cancelled' end
  end
  endAttempt(i, task, { kind = kind, outcome = outcome, status = status, error = error, delayMs = tonumber(delayMs) })
  return status
end

local answers, settled, claimable = {}, {}, false
for i = 1, N do
  local at = REST + 5 * (i - 1)
  local fence, kind = ARGV[at + 1], ARGV[at + 2]
  local task = load(i)
  if task and task.status == 'running' and int(task.fence) == fence then
    local status = settle(i, task, kind, ARGV[at + 3], ARGV[at + 4], ARGV[at + 5])
    answers[i] = { 'settled', status, '' }
    settled[#settled + 1] = ids[i]
    claimable = claimable or status == 'waiting' or status == 'part_done'
  else
    answers[i] = refuse(task, fence, kind)
  end
end
if #settled > 0 then
  flush()
  publish(ARGV[1], 'task-settled', settled, claimable)
end
return answers
