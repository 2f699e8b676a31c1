-- Stores new tasks. Uses the part clock.
-- KEYS: 1 pool, 2 counts, 3 delayed, 4 keys, 5 order, then ready:waiting of each of R routes, then the hash of each of N tasks
-- ARGV: 1 channel, 2 R, 3 N, then for each task twelve: id, dedupe key, number of its route from 1, route, priority, delayMs or '',
--   availableAt or '', tags (JSON, '' for none), maxAttempts, settings (JSON), codeVersion or '', definition
-- Promise: per task, '' when it was stored now, else the id that has its key. A key is stored once, an id is stored once, the order of
--   the input is the order of submission. Repeated with the same ids it changes nothing.
local R, N = tonumber(ARGV[2]), tonumber(ARGV[3])
local answers, made, claimable = {}, {}, false
local seq
for i = 1, N do
  local at = 3 + 12 * (i - 1)
  local id, hash = ARGV[at + 1], KEYS[5 + R + i]
  local owner = redis.call('HGET', KEYS[4], ARGV[at + 2])
  -- The id is looked up too: a batch repeated after one of its tasks got a new definition must not store that id twice.
  if not owner and redis.call('EXISTS', hash) == 1 then owner = id end
  answers[i] = owner or ''
  if not owner then
    if not seq then seq = redis.call('HINCRBY', KEYS[1], 'seq', N) - N end
    local number = int(seq + i)
    local fields = { 'seq', number, 'key', ARGV[at + 2], 'status', 'waiting', 'createdAt', int(now), 'maxAttempts', ARGV[at + 9],
      'settings', ARGV[at + 10], 'definition', ARGV[at + 12] }
    local function add(name, value, absent)
      if value ~= absent then
        fields[#fields + 1] = name
        fields[#fields + 1] = value
      end
    end
    local due = ARGV[at + 7] ~= '' and tonumber(ARGV[at + 7]) or (ARGV[at + 6] ~= '' and now + tonumber(ARGV[at + 6]) or 0)
    local delayed = due > now
    add('route', ARGV[at + 4], '')
    add('priority', ARGV[at + 5], '0')
    add('tags', ARGV[at + 8], '')
    add('codeVersion', ARGV[at + 11], '')
    if delayed then add('availableAt', int(due)) end
    redis.call('HSET', KEYS[4], ARGV[at + 2], id)
    redis.call('HSET', hash, unpack(fields))
    redis.call('ZADD', KEYS[5], number, id)
    if delayed then
      redis.call('ZADD', KEYS[3], int(due), id)
    else
      redis.call('ZADD', KEYS[5 + tonumber(ARGV[at + 3])], place(tonumber(ARGV[at + 5]), seq + i), id)
      claimable = true
    end
    made[#made + 1] = id
  end
end
if #made > 0 then
  redis.call('HINCRBY', KEYS[2], 'waiting', #made)
  publish(ARGV[1], 'task-submitted', made, claimable)
end
return answers
