-- Extends leases, stores progress. Uses the part clock.
-- KEYS: 1 tasks, 2 leases, then the own hash of each task
-- ARGV: 1 leaseMs, then for each task: id, fence, progress (JSON, '' for none)
-- Promise: per task, 'held' with the new end of the lease and whether its holder was asked to stop, when (task, fence) is the current
--   claim; else 'lost' with status, fence and holder of what is there, and nothing is written. Progress is stored under its fence: what
--   another attempt said is nobody's.
local leaseUntil = int(now + tonumber(ARGV[1]))
local answers = {}
for i = 3, #KEYS do
  local at = 3 * i - 7
  local packed = redis.call('HGET', KEYS[1], ARGV[at])
  local task = packed and cmsgpack.unpack(packed) or {}
  local fence = int(task.fence or 0)
  if task.status == 'running' and fence == ARGV[at + 1] then
    redis.call('ZADD', KEYS[2], leaseUntil, ARGV[at])
    if ARGV[at + 2] ~= '' then redis.call('HSET', KEYS[i], 'progress', fence .. ' ' .. ARGV[at + 2]) end
    answers[i - 2] = { 'held', leaseUntil, task.cancel and '1' or '' }
  else
    answers[i - 2] = { 'lost', task.status or '', fence, task.worker or '' }
  end
end
return answers
