-- Part: one pool's indexes, and how a task enters and leaves them. Scripts that use it share this beginning:
-- KEYS: 1 pool, 2 counts, 3 leases, 4 delayed, 5 ended:done, 6 ended:failed, 7 ended:cancelled, 8 keys, 9 order,
--   then ready:waiting and ready:part_done of each of R routes, then the hash of each of N tasks
-- ARGV: 1 channel, 2 R, 3 N, then for each task: its id, the number of its route from 1 (0 where none can be needed),
--   and the "status fence" under which the caller saw it ('' where that does not matter); then what the script says
local R, N = tonumber(ARGV[2]), tonumber(ARGV[3])
local REST = 3 + 3 * N
local ENDED = { done = KEYS[5], failed = KEYS[6], cancelled = KEYS[7] }
local counted = {}

local function count(status, by)
  counted[status] = (counted[status] or 0) + by
end

local function flushCounts()
  for status, by in pairs(counted) do
    if by ~= 0 then redis.call('HINCRBY', KEYS[2], status, by) end
  end
end

local function readyKey(i, status)
  local route = tonumber(ARGV[2 + 3 * i])
  if route == 0 then error('the route of task ' .. ARGV[1 + 3 * i] .. ' is needed') end
  return KEYS[8 + 2 * route + (status == 'waiting' and 0 or 1)]
end

-- What a transition reads of the i-th task; nil when it is not there.
local function load(i)
  local key = KEYS[9 + 2 * R + i]
  local f = redis.call('HMGET', key, 'status', 'fence', 'origin', 'workerId', 'startedAt', 'attempts', 'maxAttempts',
    'cancelRequested', 'priority', 'seq', 'availableAt', 'lastEnd', 'endedAt', 'leaseUntil', 'key', 'history')
  if not f[1] then return nil end
  return {
    i = i, hash = key, id = ARGV[1 + 3 * i], status = f[1], fence = tonumber(f[2] or 0), origin = f[3], workerId = f[4],
    startedAt = f[5], attempts = tonumber(f[6] or 0), maxAttempts = tonumber(f[7]), cancelRequested = f[8],
    priority = tonumber(f[9] or 0), seq = tonumber(f[10]), availableAt = f[11], lastEnd = f[12], endedAt = f[13],
    leaseUntil = f[14], key = f[15], history = f[16],
  }
end

-- Whether the task changed since the caller saw it.
local function moved(task)
  local seen = ARGV[3 + 3 * task.i]
  return seen ~= '' and seen ~= task.status .. ' ' .. int(task.fence)
end

-- Takes the task out of the index that its status stands for.
local function leave(task)
  count(task.status, -1)
  if task.status == 'running' then
    redis.call('ZREM', KEYS[3], task.id)
  elseif ENDED[task.status] then
    redis.call('ZREM', ENDED[task.status], task.id)
  elseif task.availableAt then
    redis.call('ZREM', KEYS[4], task.id)
  else
    redis.call('ZREM', readyKey(task.i, task.status), task.id)
  end
end

-- Puts it into the one that its status calls for; never used for running tasks, which only a claim makes.
local function enter(task)
  count(task.status, 1)
  if ENDED[task.status] then
    redis.call('ZADD', ENDED[task.status], task.endedAt, task.id)
  elseif task.availableAt then
    redis.call('ZADD', KEYS[4], task.availableAt, task.id)
  else
    redis.call('ZADD', readyKey(task.i, task.status), place(task.priority, task.seq), task.id)
  end
end

-- Moves a task that nobody runs: to another status, priority or delay, as `change` says.
local function move(task, change)
  leave(task)
  change()
  enter(task)
end
