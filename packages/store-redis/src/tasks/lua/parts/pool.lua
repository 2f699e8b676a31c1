-- Part: one pool's tasks and indexes. Scripts that use it share this beginning:
-- KEYS: 1 pool, 2 tasks, 3 definitions, 4 results, 5 requests, 6 leases, 7 delayed, 8 ended:done, 9 ended:failed, 10 ended:cancelled,
--   11 keys, 12 order, then ready:waiting and ready:part_done of each of R routes, then the own hash of each of N tasks
-- ARGV: 1 channel, 2 R, 3 N, then for each task: its id, the number of its route from 1 (0 where none can be needed),
--   and the "status fence" under which the caller saw it ('' where that does not matter); then what the script says
-- A task is one record in `tasks`, packed as MessagePack. Its fields are read and set freely between `load` and `flush`, which writes
-- everything at once; fields that nobody here knows stay as they are.
local R, N = tonumber(ARGV[2]), tonumber(ARGV[3])
local REST = 3 + 3 * N
local ENDED = { done = KEYS[8], failed = KEYS[9], cancelled = KEYS[10] }
-- What is larger lies in the task's own hash, so that the hashes of the pool stay small.
local SMALL = 1024
local ids, records, changed, places, parts = {}, {}, {}, {}, 0
for i = 1, N do ids[i] = ARGV[1 + 3 * i] end
local packed = redis.call('HMGET', KEYS[2], unpack(ids))

local function ownKey(i)
  return KEYS[12 + 2 * R + i]
end

local function readyKey(i, status)
  local route = tonumber(ARGV[2 + 3 * i])
  if route == 0 then error('the route of task ' .. ids[i] .. ' is needed') end
  return KEYS[11 + 2 * route + (status == 'waiting' and 0 or 1)]
end

-- The i-th task; nil when it is not there. Named twice, it is the same.
local function load(i)
  local task = records[ids[i]]
  if task == nil then
    task = packed[i] and cmsgpack.unpack(packed[i]) or false
    records[ids[i]] = task
  end
  return task or nil
end

local function save(i)
  changed[ids[i]] = true
end

-- Its score in an index, or false for none.
local function put(key, i, score)
  local scores = places[key]
  if not scores then
    scores = {}
    places[key] = scores
  end
  scores[ids[i]] = score
end

-- The index that a task's status stands for, and its score there; what runs has its place by the claim alone.
local function placeOf(i, task)
  if ENDED[task.status] then return ENDED[task.status], task.ended end
  if task.due then return KEYS[7], task.due end
  return readyKey(i, task.status), place(task.priority or 0, task.seq)
end

local function leave(i, task)
  if task.status == 'part_done' then parts = parts - 1 end
  put(task.status == 'running' and KEYS[6] or placeOf(i, task), i, false)
end

local function enter(i, task)
  if task.status == 'part_done' then parts = parts + 1 end
  local key, score = placeOf(i, task)
  put(key, i, score)
  save(i)
end

-- What a request took is known again until its attempts have ended. Where its holder ends one, its answer has arrived; where somebody
-- else does, it still is to name the others.
local function forgetRequest(i, task, byHolder)
  local taken = not byHolder and redis.call('HGET', KEYS[5], task.request)
  local others = {}
  if taken then
    taken = cjson.decode(taken)
    for k = 1, #taken, 2 do
      if taken[k] ~= ids[i] then others[#others + 1], others[#others + 2] = taken[k], taken[k + 1] end
    end
  end
  if #others > 0 then
    redis.call('HSET', KEYS[5], task.request, cjson.encode(others))
  else
    redis.call('HDEL', KEYS[5], task.request)
  end
  task.request = nil
end

-- Takes a task out of everything.
local function erase(i, task)
  leave(i, task)
  if task.request then forgetRequest(i, task) end
  put(KEYS[12], i, false)
  redis.call('HDEL', KEYS[11], task.key)
  for k = 2, 4 do redis.call('HDEL', KEYS[k], ids[i]) end
  redis.call('UNLINK', ownKey(i))
  records[ids[i]] = false
  changed[ids[i]] = nil
end

-- Whether the task changed since the caller saw it.
local function moved(i, task)
  local seen = ARGV[3 + 3 * i]
  return seen ~= '' and seen ~= task.status .. ' ' .. int(task.fence or 0)
end

local function flush()
  local written = {}
  for id in pairs(changed) do
    written[#written + 1] = id
    written[#written + 1] = cmsgpack.pack(records[id])
  end
  if #written > 0 then redis.call('HSET', KEYS[2], unpack(written)) end
  for key, scores in pairs(places) do
    local added, removed = {}, {}
    for id, score in pairs(scores) do
      if score then
        added[#added + 1] = score
        added[#added + 1] = id
      else
        removed[#removed + 1] = id
      end
    end
    if #added > 0 then redis.call('ZADD', key, unpack(added)) end
    if #removed > 0 then redis.call('ZREM', key, unpack(removed)) end
  end
  if parts ~= 0 then redis.call('HINCRBY', KEYS[1], 'part_done', parts) end
end

-- Does `apply` to each task that is as the caller saw it, writes, tells, and gives the answers.
local function changeEach(apply, claimable)
  local answers, told = {}, {}
  for i = 1, N do
    local task = load(i)
    local answer = not task and 'not-found' or moved(i, task) and 'moved' or apply(i, task)
    if answer == 'changed' or answer == 'cancelled' or answer == 'requested' then
      save(i)
      told[#told + 1] = ids[i]
    end
    answers[i] = answer
  end
  flush()
  if #told > 0 then publish(ARGV[1], 'task-changed', told, claimable) end
  return answers
end
