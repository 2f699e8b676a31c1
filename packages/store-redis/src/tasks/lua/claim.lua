-- Takes the first claimable tasks. Uses the part clock.
-- KEYS: 1 pool, 2 tasks, 3 definitions, 4 requests, 5 leases, 6 delayed, then the ready set of each of R routes (of the status that is
--   claimed from)
-- ARGV: 1 R, 2 status claimed from, 3 limit, 4 requestId, 5 workerId, 6 leaseMs, 7 '1' where candidates are given; then each
--   candidate's id and the number of its route
-- Promise: exactly the first `limit` in claim order over all routes; with candidates, those of them that are still claimable, in the order
--   given. 'before' with what the request took when it is known already; else 'taken' with the lease's end, when the next task falls due
--   ('' when nothing does, or when as many were taken as were wanted), and the tasks, each under a fence of its own; a definition that
--   lies in the task's own hash is nil.
local R, from, limit = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])

local before = redis.call('HGET', KEYS[4], ARGV[4])
if before then return { 'before', before } end

local function nextDue()
  local due
  for k = 5, 6 do
    local first = redis.call('ZRANGE', KEYS[k], 0, 0, 'WITHSCORES')
    if first[2] and (not due or tonumber(first[2]) < due) then due = tonumber(first[2]) end
  end
  return due and math.max(0, due - now) or ''
end

-- Takes out of the order, and names, what the claim is given.
local function choose()
  local ids = {}
  if ARGV[7] == '1' then
    for at = 8, #ARGV - 1, 2 do
      if #ids < limit and redis.call('ZREM', KEYS[6 + tonumber(ARGV[at + 1])], ARGV[at]) == 1 then ids[#ids + 1] = ARGV[at] end
    end
  elseif R == 1 then
    local head = redis.call('ZPOPMIN', KEYS[7], limit)
    for k = 1, #head, 2 do ids[#ids + 1] = head[k] end
  else
    local heads = {}
    for r = 1, R do
      local head = redis.call('ZRANGE', KEYS[6 + r], 0, limit - 1, 'WITHSCORES')
      for k = 1, #head, 2 do heads[#heads + 1] = { head[k], r, tonumber(head[k + 1]) } end
    end
    table.sort(heads, function(a, b) return a[3] < b[3] end)
    for k = 1, math.min(limit, #heads) do
      redis.call('ZREM', KEYS[6 + heads[k][2]], heads[k][1])
      ids[k] = heads[k][1]
    end
  end
  return ids
end

if redis.call('HGET', KEYS[1], 'paused') == '1' then return { 'taken', '', nextDue(), {} } end
local ids = choose()
if #ids == 0 then return { 'taken', '', nextDue(), {} } end

local packed = redis.call('HMGET', KEYS[2], unpack(ids))
local definitions = redis.call('HMGET', KEYS[3], unpack(ids))
local leaseUntil = int(now + tonumber(ARGV[6]))
local answers, written, leases, remembered = {}, {}, {}, {}
for k, id in ipairs(ids) do
  local task = cmsgpack.unpack(packed[k])
  task.status, task.origin, task.worker, task.started, task.request = 'running', from, ARGV[5], now, ARGV[4]
  task.fence, task.attempts = (task.fence or 0) + 1, (task.attempts or 0) + 1
  written[2 * k - 1], written[2 * k] = id, cmsgpack.pack(task)
  leases[2 * k - 1], leases[2 * k] = leaseUntil, id
  remembered[2 * k - 1], remembered[2 * k] = id, int(task.fence)
  answers[k] = { id, task.fence, task.key, task.attempts, task.maxAttempts, task.settings, task.priority or 0, task.tags or '',
    task.route or '', task.codeVersion or false, definitions[k] }
end
redis.call('HSET', KEYS[2], unpack(written))
redis.call('ZADD', KEYS[5], unpack(leases))
redis.call('HSET', KEYS[4], ARGV[4], cjson.encode(remembered))
if from == 'part_done' then redis.call('HINCRBY', KEYS[1], 'part_done', -#ids) end
return { 'taken', leaseUntil, #ids < limit and nextDue() or '', answers }
