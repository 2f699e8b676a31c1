-- Ends attempts. Uses the parts clock, pool, attempt.
-- KEYS, ARGV: as the part pool says; then for each task: fence, kind of end (done, part_done, error, release), result or error ('' for
--   none), '1' for a final error, delayMs
-- Promise: each task for itself, and only while (task, fence) is the current claim and running; else it stays byte for byte as it was.
--   'settled' with the status and whether this very end had been applied before, or 'lost' with status, fence and holder.
local function settle(task, fence, kind, payload, final, delayMs)
  local status, outcome, error, set, unset = kind, kind, nil, {}, {}
  if kind == 'done' then
    if payload ~= '' then set = { 'result', payload } end
    unset = { 'error' }
  elseif kind == 'part_done' then
    if task.cancelRequested then status = 'cancelled' end
    if payload ~= '' then set = { 'stepResult', payload } end
    unset = payload ~= '' and { 'attempts' } or { 'attempts', 'stepResult' }
  else
    status = task.cancelRequested and 'cancelled' or task.origin
    if kind == 'error' then
      if final == '1' or (not task.cancelRequested and task.attempts >= task.maxAttempts) then status = 'failed' end
      error = payload
      set = { 'error', payload }
    else
      outcome = 'released'
      set = { 'attempts', int(task.attempts - 1) }
    end
    if status == 'cancelled' then outcome = 'cancelled' end
  end
  endAttempt(task, {
    kind = kind, outcome = outcome, status = status, error = error, delayMs = tonumber(delayMs), set = set, unset = unset,
  })
  return status
end

local answers, settled, claimable = {}, {}, false
for i = 1, N do
  local at = REST + 5 * (i - 1)
  local fence, kind = ARGV[at + 1], ARGV[at + 2]
  local task = load(i)
  if not task then
    answers[i] = { 'lost', '', '0', '' }
  elseif task.status == 'running' and int(task.fence) == fence then
    local status = settle(task, fence, kind, ARGV[at + 3], ARGV[at + 4], ARGV[at + 5])
    answers[i] = { 'settled', status, '' }
    settled[#settled + 1] = task.id
    claimable = claimable or status == 'waiting' or status == 'part_done'
  else
    local prefix = fence .. ' ' .. kind .. ' '
    if task.lastEnd and task.lastEnd:sub(1, #prefix) == prefix then
      answers[i] = { 'settled', task.lastEnd:sub(#prefix + 1), '1' }
    else
      answers[i] = { 'lost', task.status, int(task.fence), task.workerId or '' }
    end
  end
end
flushCounts()
if #settled > 0 then publish(ARGV[1], 'task-settled', settled, claimable) end
return answers
