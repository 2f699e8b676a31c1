-- Takes tasks back whose lease has run out. Uses the parts clock, log, close, pool, attempt.
-- KEYS, ARGV: as the part pool says
-- Promise: per task, '' when it is not running or its lease has not run out (nothing is written), else its new status: its origin, at
--   once and without a delay; `failed` with its attempts used up; `cancelled` when it was asked to stop. One reaper of many does it.
local answers, expired, claimable = {}, {}, false
for i = 1, N do
  local task = load(i)
  local lease = task and task.status == 'running' and redis.call('ZSCORE', KEYS[6], ids[i])
  answers[i] = ''
  if lease and tonumber(lease) <= now then
    local status = task.origin
    if task.cancel then
      status = 'cancelled'
    elseif task.attempts >= task.maxAttempts then
      status = 'failed'
    end
    task.error = '{"name":"LeaseExpiredError","code":"LEASE_EXPIRED","message":' .. cjson.encode('The lease of worker ' .. task.worker
      .. ' ran out in attempt ' .. int(task.attempts) .. ' of ' .. int(task.maxAttempts)
      .. ': the worker died, was cut off or was blocked.') .. '}'
    endAttempt(i, task, { kind = 'taken-away', outcome = 'expired', status = status, error = task.error })
    answers[i] = status
    expired[#expired + 1] = ids[i]
    claimable = claimable or status == 'waiting' or status == 'part_done'
  end
end
if #expired > 0 then
  flush()
  publish(ARGV[1], 'task-expired', expired, claimable)
end
return answers
