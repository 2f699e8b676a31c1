-- Reads fields of tasks; changes nothing. The only script that one call of a listing needs. Uses the part log.
-- KEYS: 1 tasks, 2 definitions, 3 results, 4 leases, then the own hash of each of N tasks
-- ARGV: 1 N, then the id of each, then the names of the fields
-- Promise: per task its values in that order, nil where there is none (numbers as text); nothing but nil where there is no task.
local N = tonumber(ARGV[1])
local WIDE = { definition = KEYS[2], result = KEYS[3] }
local APART = { stepResult = true, progress = true }
local ids, hashes, answers = {}, {}, {}
for i = 1, N do ids[i], hashes[i] = ARGV[1 + i], KEYS[4 + i] end
local packed = redis.call('HMGET', KEYS[1], unpack(ids))

local function read(task, id, hash, name)
  if WIDE[name] then return redis.call('HGET', WIDE[name], id) or redis.call('HGET', hash, name) end
  if name == 'leaseUntil' then return task.status == 'running' and redis.call('ZSCORE', KEYS[4], id) end
  if name == 'history' then
    return (task.logged and redis.call('HGET', hash, 'history') or '') .. (task.log and lineOf(task.log) or '')
  end
  if name == 'totals' then return task.totals and cjson.encode(task.totals) end
  if name == 'progress' then
    local progress = redis.call('HGET', hash, 'progress')
    local fence = string.format('%.0f ', task.fence or 0)
    return progress and progress:sub(1, #fence) == fence and progress:sub(#fence + 1)
  end
  if APART[name] then return redis.call('HGET', hash, name) end
  local value = task[name]
  if type(value) == 'number' then return string.format('%.0f', value) end
  return value == true and '1' or value or false
end

for i = 1, N do
  local task, answer = packed[i] and cmsgpack.unpack(packed[i]), {}
  for k = N + 2, #ARGV do answer[k - N - 1] = task and read(task, ids[i], hashes[i], ARGV[k]) or false end
  answers[i] = answer
end
return answers
