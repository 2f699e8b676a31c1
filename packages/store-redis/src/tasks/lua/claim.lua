-- Takes the first claimable tasks. Uses the part clock.
-- KEYS: 1 pool, 2 counts, 3 leases, 4 delayed, 5 what the request took, then the ready set of each of R routes (of the status
--   that is claimed from), then the hash of each of N candidates
-- ARGV: 1 channel, 2 R, 3 N, 4 mode, 5 status claimed from, 6 limit, 7 requestId, 8 workerId, 9 leaseMs, 10 how many candidates to
--   name for the next claims (0 for none), 11 how long a request is remembered (ms), then for each candidate: its id, the number of its route
-- Mode 'head': exactly the first `limit` in claim order over all routes; if one of them is no candidate, nothing is taken, and the
--   answer names new candidates. Mode 'near', where others claim too: that, or else those candidates, in the order given, that are among
--   the first max(64, 4 limit) of their route and of no lower priority than the very first. Mode 'any': of the candidates, in the order
--   given, those that are still claimable.
-- Promise: 'before' with what the request took when it is known already; 'stale' with candidates; else 'taken' with the lease's end,
--   when the next task falls due, the tasks (each under a fence of its own), candidates for the next claim, and '1' when what was taken
--   is the head of the order. Nothing is taken of what was not declared.
local R, N, limit, window = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[6]), tonumber(ARGV[10])
local from = ARGV[5]

local before = redis.call('GET', KEYS[5])
if before then return { 'before', before } end

local function nextDue()
  local due = ''
  for k = 3, 4 do
    local first = redis.call('ZRANGE', KEYS[k], 0, 0, 'WITHSCORES')
    if first[2] and (due == '' or tonumber(first[2]) < due) then due = tonumber(first[2]) end
  end
  return due == '' and '' or int(math.max(0, due - now))
end

-- The first `n` of all routes in claim order: { id, number of the route, place }.
local function heads(n)
  local all = {}
  for r = 1, R do
    local head = redis.call('ZRANGE', KEYS[5 + r], 0, n - 1, 'WITHSCORES')
    for k = 1, #head, 2 do all[#all + 1] = { head[k], r, tonumber(head[k + 1]) } end
  end
  if n > 0 and R > 1 then
    table.sort(all, function(a, b) return a[3] < b[3] end)
    for k = #all, n + 1, -1 do all[k] = nil end
  end
  return all
end

local function candidates(n)
  local named = {}
  for _, one in ipairs(heads(n)) do
    named[#named + 1] = one[1]
    named[#named + 1] = one[2]
  end
  return named
end

if redis.call('HGET', KEYS[1], 'paused') == '1' then return { 'taken', '', nextDue(), {}, {}, '1' } end

local hashes, chosen, exact = {}, {}, '1'
for k = 1, N do hashes[ARGV[10 + 2 * k]] = KEYS[5 + R + k] end

-- Those of the candidates, in the order given, that `suits`.
local function choose(suits)
  for k = 1, N do
    local id, route = ARGV[10 + 2 * k], tonumber(ARGV[11 + 2 * k])
    local score = #chosen < limit and redis.call('ZSCORE', KEYS[5 + route], id)
    if score and suits(id, route, tonumber(score)) then chosen[#chosen + 1] = { id, route } end
  end
end

if ARGV[4] == 'any' then
  choose(function() return true end)
else
  local first = heads(limit)
  for _, one in ipairs(first) do
    if not hashes[one[1]] then exact = '' end
  end
  if exact == '1' then
    chosen = first
  elseif ARGV[4] == 'near' then
    local lowest = math.floor(first[1][3] / 137438953472) * 137438953472 + 137438953471
    local reach = math.max(64, 4 * limit)
    choose(function(id, route, score)
      return score <= lowest and redis.call('ZRANK', KEYS[5 + route], id) < reach
    end)
  end
  if exact == '' and #chosen == 0 then return { 'stale', candidates(math.max(64, 4 * limit)) } end
end
if #chosen == 0 then return { 'taken', '', nextDue(), {}, {}, exact } end

local tasks, ids, remembered = {}, {}, {}
local leaseUntil = int(now + tonumber(ARGV[9]))
for k, one in ipairs(chosen) do
  local id, hash = one[1], hashes[one[1]]
  local t = redis.call('HMGET', hash, 'fence', 'attempts', 'key', 'definition', 'maxAttempts', 'settings', 'priority', 'tags', 'codeVersion',
    from == 'part_done' and 'stepResult' or 'none', 'progress')
  local fence, attempts = int(tonumber(t[1] or 0) + 1), int(tonumber(t[2] or 0) + 1)
  redis.call('ZREM', KEYS[5 + one[2]], id)
  if t[11] then redis.call('HDEL', hash, 'progress') end
  redis.call('HSET', hash, 'status', 'running', 'fence', fence, 'attempts', attempts, 'origin', from, 'workerId', ARGV[8],
    'leaseUntil', leaseUntil, 'startedAt', int(now))
  redis.call('ZADD', KEYS[3], leaseUntil, id)
  t[1], t[2] = fence, attempts
  tasks[k] = { id, unpack(t, 1, 10) }
  ids[k] = id
  remembered[2 * k - 1], remembered[2 * k] = id, fence
end
redis.call('HINCRBY', KEYS[2], from, -#chosen)
redis.call('HINCRBY', KEYS[2], 'running', #chosen)

-- A request is known again for as long as its reply may be waited for.
redis.call('SET', KEYS[5], cjson.encode(remembered), 'PX', ARGV[11])
return { 'taken', leaseUntil, nextDue(), tasks, window > 0 and candidates(window) or {}, exact }
