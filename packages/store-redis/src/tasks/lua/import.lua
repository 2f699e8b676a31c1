-- Takes whole tasks of another store over. Uses the part clock.
-- KEYS: 1 pool, 2 tasks, 3 definitions, 4 results, 5 delayed, 6 ended:done, 7 ended:failed, 8 ended:cancelled, 9 keys, 10 order, then
--   ready:waiting and ready:part_done of each of R routes, then the own hash of each of N tasks
-- ARGV: 1 channel, 2 R, 3 N, 4 how far ahead of the server's clock times may lie (ms), then for each of N tasks nine: id, number of its
--   route from 1, the latest of its times, its record (JSON), definition, result, stepResult, history, progress ('' where there is none)
-- Promise: each task whole or not at all, each once, in the order of the input. Per task, 'imported'; 'present' when this very task is
--   there, whatever happened to it since; 'id' or 'key' and the id of the task that stands in its way. 'late' and a task's id instead of
--   all that when a time lies too far ahead: nothing is written then. Ids and keys differ within one call.
local R, N, ahead = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local ENDED = { done = KEYS[6], failed = KEYS[7], cancelled = KEYS[8] }
-- What is larger lies in the task's own hash, so that the hashes of the pool stay small.
local SMALL = 1024

local function argument(i, k)
  return ARGV[4 + 9 * (i - 1) + k]
end
local function ownKey(i)
  return KEYS[10 + 2 * R + i]
end

local ids, keys, records = {}, {}, {}
for i = 1, N do
  if tonumber(argument(i, 3)) > now + ahead then return { 'late', argument(i, 1) } end
  ids[i], records[i] = argument(i, 1), cjson.decode(argument(i, 4))
  keys[i] = records[i].key
end
local known, owners = redis.call('HMGET', KEYS[2], unpack(ids)), redis.call('HMGET', KEYS[9], unpack(keys))

local function isSame(i, task)
  if task.key ~= keys[i] or task.created ~= records[i].created or (task.fence or 0) < (records[i].fence or 0) then return false end
  local definition = redis.call('HGET', KEYS[3], ids[i]) or redis.call('HGET', ownKey(i), 'definition')
  return definition == argument(i, 5)
end

local answers, made, claimable, parts, seq = {}, {}, false, 0, nil
local taken, written, definitions, results, order, places = {}, {}, {}, {}, {}, {}
local function add(list, first, second)
  list[#list + 1] = first
  list[#list + 1] = second
end

-- What is not small, or few tasks have.
local function writeBeside(i, id)
  local definition, result = argument(i, 5), argument(i, 6)
  local own = {}
  if #definition > SMALL then add(own, 'definition', definition) else add(definitions, id, definition) end
  if #result > SMALL then
    add(own, 'result', result)
  elseif result ~= '' then
    add(results, id, result)
  end
  if argument(i, 7) ~= '' then add(own, 'stepResult', argument(i, 7)) end
  if argument(i, 8) ~= '' then add(own, 'history', argument(i, 8)) end
  if argument(i, 9) ~= '' then add(own, 'progress', argument(i, 9)) end
  if #own > 0 then redis.call('HSET', ownKey(i), unpack(own)) end
end

-- The index that its status stands for, and its score there.
local function placeOf(i, task)
  if ENDED[task.status] then return ENDED[task.status], int(task.ended) end
  if task.due then return KEYS[5], int(task.due) end
  claimable = true
  local ready = 9 + 2 * tonumber(argument(i, 2)) + (task.status == 'waiting' and 0 or 1)
  return KEYS[ready], place(task.priority or 0, task.seq)
end

for i = 1, N do
  local id, task = ids[i], records[i]
  if known[i] then
    answers[i] = isSame(i, cmsgpack.unpack(known[i])) and { 'present' } or { 'id', id }
  elseif owners[i] then
    answers[i] = { 'key', owners[i] }
  else
    seq = seq or redis.call('HINCRBY', KEYS[1], 'seq', N) - N
    task.seq = seq + i
    if task.due and task.due <= now then task.due = nil end
    if task.status == 'part_done' then parts = parts + 1 end
    local key, score = placeOf(i, task)
    places[key] = places[key] or {}
    add(places[key], score, id)
    add(taken, keys[i], id)
    add(order, int(task.seq), id)
    add(written, id, cmsgpack.pack(task))
    writeBeside(i, id)
    made[#made + 1] = id
    answers[i] = { 'imported' }
  end
end
if #made > 0 then
  redis.call('HSET', KEYS[9], unpack(taken))
  redis.call('HSET', KEYS[2], unpack(written))
  if #definitions > 0 then redis.call('HSET', KEYS[3], unpack(definitions)) end
  if #results > 0 then redis.call('HSET', KEYS[4], unpack(results)) end
  redis.call('ZADD', KEYS[10], unpack(order))
  for key, scores in pairs(places) do redis.call('ZADD', key, unpack(scores)) end
  if parts > 0 then redis.call('HINCRBY', KEYS[1], 'part_done', parts) end
  publish(ARGV[1], 'task-submitted', made, claimable)
end
return answers
