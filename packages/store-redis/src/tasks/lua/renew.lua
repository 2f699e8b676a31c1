-- Extends leases, stores progress. Uses the part clock.
-- KEYS: 1 leases, then the hash of each task
-- ARGV: 1 leaseMs, then for each task: id, fence, progress (JSON, '' for none)
-- Promise: per task, 'held' with the new end of the lease and whether its holder was asked to stop, when (task, fence) is the current
--   claim; else 'lost' with status, fence and holder of what is there, and nothing is written.
local leaseUntil = int(now + tonumber(ARGV[1]))
local answers = {}
for i = 2, #KEYS do
  local at = 3 * i - 4
  local f = redis.call('HMGET', KEYS[i], 'status', 'fence', 'workerId', 'cancelRequested')
  if f[1] == 'running' and f[2] == ARGV[at + 1] then
    redis.call('ZADD', KEYS[1], leaseUntil, ARGV[at])
    redis.call('HSET', KEYS[i], 'leaseUntil', leaseUntil)
    if ARGV[at + 2] ~= '' then redis.call('HSET', KEYS[i], 'progress', ARGV[at + 2]) end
    answers[i - 1] = { 'held', leaseUntil, f[4] or '' }
  else
    answers[i - 1] = { 'lost', f[1] or '', f[2] or '0', f[3] or '' }
  end
end
return answers
