-- Takes tasks back whose lease has run out. Uses the parts clock, pool, attempt.
-- KEYS, ARGV: as the part pool says
-- Promise: per task, '' when it is not running or its lease has not run out (nothing is written), else its new status: its origin, at
--   once and without a delay; `failed` with its attempts used up; `cancelled` when it was asked to stop. One reaper of many does it.
local answers, expired, claimable = {}, {}, false
for i = 1, N do
  local task = load(i)
  answers[i] = ''
  if task and task.status == 'running' and tonumber(task.leaseUntil) <= now then
    local status = task.origin
    if task.cancelRequested then
      status = 'cancelled'
    elseif task.attempts >= task.maxAttempts then
      status = 'failed'
    end
    local error = '{"name":"LeaseExpiredError","code":"LEASE_EXPIRED","message":' .. cjson.encode('The lease of worker ' .. task.workerId
      .. ' ran out in attempt ' .. int(task.attempts) .. ' of ' .. int(task.maxAttempts)
      .. ': the worker died, was cut off or was blocked.') .. '}'
    endAttempt(task, { kind = 'taken-away', outcome = 'expired', status = status, error = error, set = { 'error', error } })
    answers[i] = status
    expired[#expired + 1] = task.id
    claimable = claimable or status == 'waiting' or status == 'part_done'
  end
end
flushCounts()
if #expired > 0 then publish(ARGV[1], 'task-expired', expired, claimable) end
return answers
