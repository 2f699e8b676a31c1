-- Ends attempts that are done, the commonest end, with fewer keys than `settle`. Uses the parts clock, log, close.
-- KEYS: 1 tasks, 2 results, 3 requests, 4 leases, 5 ended:done, then the own hash of each of N tasks
-- ARGV: 1 channel, then for each task: id, fence, result ('' for none)
-- Promise: that of `settle` for the end `done`.
local HOW = { kind = 'done', outcome = 'done', status = 'done' }
local answers, seen, settled = {}, {}, {}
local records, results, requests, ended = {}, {}, {}, {}
for i = 1, #KEYS - 5 do
  local id, fence, result = ARGV[3 * i - 1], ARGV[3 * i], ARGV[3 * i + 1]
  local task = seen[id]
  if task == nil then
    local packed = redis.call('HGET', KEYS[1], id)
    task = packed and cmsgpack.unpack(packed) or false
    seen[id] = task
  end
  if task and task.status == 'running' and int(task.fence) == fence then
    local n = #settled + 1
    settled[n], requests[n], ended[2 * n - 1], ended[2 * n] = id, task.request, now, id
    if #result > 1024 then
      redis.call('HSET', KEYS[5 + i], 'result', result)
    elseif result ~= '' then
      results[#results + 1] = id
      results[#results + 1] = result
    end
    task.error = nil
    closeAttempt(task, KEYS[5 + i], HOW)
    records[2 * n - 1], records[2 * n] = id, cmsgpack.pack(task)
    answers[i] = { 'settled', 'done', '' }
  else
    answers[i] = refuse(task, fence, 'done')
  end
end
if #settled > 0 then
  redis.call('HSET', KEYS[1], unpack(records))
  if #results > 0 then redis.call('HSET', KEYS[2], unpack(results)) end
  redis.call('HDEL', KEYS[3], unpack(requests))
  redis.call('ZREM', KEYS[4], unpack(settled))
  redis.call('ZADD', KEYS[5], unpack(ended))
  publish(ARGV[1], 'task-settled', settled, false)
end
return answers
