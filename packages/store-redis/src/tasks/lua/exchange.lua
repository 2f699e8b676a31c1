-- Ends attempts that are done, the commonest end, then takes the first claimable tasks: what a worker does when one task makes room for
-- the next. Either may be none. Uses the parts clock, log, close.
-- KEYS: 1 pool, 2 tasks, 3 definitions, 4 results, 5 requests, 6 leases, 7 delayed, 8 ended:done, then the ready set of each of R routes
--   (of the status that is claimed from), then the own hash of each of N tasks that are to end
-- ARGV: 1 channel, 2 N, 3 R (0 where nothing is claimed), then for each of N tasks: id, fence, result ('' for none); then, for a claim,
--   status claimed from, limit, requestId, workerId, leaseMs, '1' where candidates are given, and each candidate's id and the number of
--   its route
-- Promise: two lists. For each end that of `settle` for the end `done`; 1 where it was settled now. For the claim exactly the first
--   `limit` in claim order over all routes, or of the candidates those that are still claimable, in the order given: 'before' with what
--   the request took when it is known already; else 'taken' with the lease's end, when the next task falls due ('' when nothing does, or
--   when as many were taken as were wanted), and the tasks, each under a fence of its own; a definition that lies in the task's own
--   hash is nil.
local N, R = tonumber(ARGV[2]), tonumber(ARGV[3])
local written, answers, claimed = {}, {}, {}

local function endAll()
  local ids, nowText = {}, int(now)
  for i = 1, N do ids[i] = ARGV[3 * i + 1] end
  local packed, seen = redis.call('HMGET', KEYS[2], unpack(ids)), {}
  local settled, results, requests, ended = {}, {}, {}, {}
  for i, id in ipairs(ids) do
    local fence, result = ARGV[3 * i + 2], ARGV[3 * i + 3]
    local task = seen[id]
    if task == nil then
      task = packed[i] and cmsgpack.unpack(packed[i]) or false
      seen[id] = task
    end
    if task and task.status == 'running' and task.fence == tonumber(fence) then
      local n = #settled + 1
      settled[n], requests[n], ended[2 * n - 1], ended[2 * n] = id, task.request, nowText, id
      if #result > 1024 then
        redis.call('HSET', KEYS[8 + R + i], 'result', result)
      elseif result ~= '' then
        results[#results + 1] = id
        results[#results + 1] = result
      end
      task.error = nil
      closeAttempt(task, KEYS[8 + R + i], { kind = 'done', outcome = 'done', status = 'done' })
      written[#written + 1] = id
      written[#written + 1] = cmsgpack.pack(task)
      answers[i] = 1
    else
      answers[i] = refuse(task, fence, 'done')
    end
  end
  if #settled == 0 then return end
  if #results > 0 then redis.call('HSET', KEYS[4], unpack(results)) end
  redis.call('HDEL', KEYS[5], unpack(requests))
  redis.call('ZREM', KEYS[6], unpack(settled))
  redis.call('ZADD', KEYS[8], unpack(ended))
  publish(ARGV[1], 'task-settled', settled, false)
end

local function nextDue()
  local due
  for k = 6, 7 do
    local first = redis.call('ZRANGE', KEYS[k], 0, 0, 'WITHSCORES')
    if first[2] and (not due or tonumber(first[2]) < due) then due = tonumber(first[2]) end
  end
  return due and math.max(0, due - now) or ''
end

-- Takes out of the order, and names, what the claim is given; `at` is where the candidates begin.
local function choose(limit, given, at)
  local ids = {}
  if given then
    for k = at, #ARGV - 1, 2 do
      if #ids < limit and redis.call('ZREM', KEYS[8 + tonumber(ARGV[k + 1])], ARGV[k]) == 1 then ids[#ids + 1] = ARGV[k] end
    end
  elseif R == 1 then
    local head = redis.call('ZPOPMIN', KEYS[9], limit)
    for k = 1, #head, 2 do ids[#ids + 1] = head[k] end
  else
    local heads = {}
    for r = 1, R do
      local head = redis.call('ZRANGE', KEYS[8 + r], 0, limit - 1, 'WITHSCORES')
      for k = 1, #head, 2 do heads[#heads + 1] = { head[k], r, tonumber(head[k + 1]) } end
    end
    table.sort(heads, function(a, b) return a[3] < b[3] end)
    for k = 1, math.min(limit, #heads) do
      redis.call('ZREM', KEYS[8 + heads[k][2]], heads[k][1])
      ids[k] = heads[k][1]
    end
  end
  return ids
end

local function claim()
  local at = 3 + 3 * N
  local from, limit, request, worker = ARGV[at + 1], tonumber(ARGV[at + 2]), ARGV[at + 3], ARGV[at + 4]
  local before = redis.call('HGET', KEYS[5], request)
  if before then return { 'before', before } end
  if redis.call('HGET', KEYS[1], 'paused') == '1' then return { 'taken', '', nextDue(), {} } end
  local ids = choose(limit, ARGV[at + 6] == '1', at + 7)
  if #ids == 0 then return { 'taken', '', nextDue(), {} } end

  local packed = redis.call('HMGET', KEYS[2], unpack(ids))
  local definitions = redis.call('HMGET', KEYS[3], unpack(ids))
  local leaseUntil = int(now + tonumber(ARGV[at + 5]))
  local leases, remembered = {}, {}
  for k, id in ipairs(ids) do
    local task = cmsgpack.unpack(packed[k])
    task.status, task.origin, task.worker, task.started, task.request = 'running', from, worker, now, request
    task.fence, task.attempts = (task.fence or 0) + 1, (task.attempts or 0) + 1
    written[#written + 1] = id
    written[#written + 1] = cmsgpack.pack(task)
    leases[2 * k - 1], leases[2 * k] = leaseUntil, id
    remembered[2 * k - 1], remembered[2 * k] = id, int(task.fence)
    claimed[k] = { id, task.fence, task.key, task.attempts, task.maxAttempts, task.settings, task.priority or 0, task.tags or '',
      task.route or '', task.codeVersion or false, definitions[k] }
  end
  redis.call('ZADD', KEYS[6], unpack(leases))
  redis.call('HSET', KEYS[5], request, cjson.encode(remembered))
  if from == 'part_done' then redis.call('HINCRBY', KEYS[1], 'part_done', -#ids) end
  return { 'taken', leaseUntil, #ids < limit and nextDue() or '', claimed }
end

if N > 0 then endAll() end
local taken = R > 0 and claim()
if #written > 0 then redis.call('HSET', KEYS[2], unpack(written)) end
return { answers, taken }
