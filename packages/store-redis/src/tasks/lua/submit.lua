-- Stores new tasks. Uses the part clock.
-- KEYS: 1 pool, 2 tasks, 3 definitions, 4 delayed, 5 keys, 6 order, then ready:waiting of each of R routes, then the own hash of each of
--   the tasks whose definition is large
-- ARGV: 1 channel, 2 R, 3 N, 4 M, then M terms that tasks share, each as six: number of the route from 1, route, priority, maxAttempts,
--   settings (JSON), codeVersion or ''; then for each of N tasks five: id, dedupe key, number of its terms from 1, what few tasks have
--   ('' for nothing, else JSON: tags (JSON), delayMs, availableAt, own (the number of its own hash from 1)), definition
-- Promise: per task, '' when it was stored now, else the id that has its key. A key is stored once, an id is stored once, the order of
--   the input is the order of submission. Repeated with the same ids it changes nothing.
local R, N, M = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local ids, keys, terms = {}, {}, {}
for m = 1, M do
  local at = 4 + 6 * (m - 1)
  terms[m] = {
    ready = 6 + tonumber(ARGV[at + 1]), route = ARGV[at + 2] ~= '' and ARGV[at + 2] or nil, priority = tonumber(ARGV[at + 3]),
    maxAttempts = tonumber(ARGV[at + 4]), settings = ARGV[at + 5], codeVersion = ARGV[at + 6] ~= '' and ARGV[at + 6] or nil,
  }
end
local FIRST = 4 + 6 * M
for i = 1, N do ids[i], keys[i] = ARGV[FIRST + 5 * i - 4], ARGV[FIRST + 5 * i - 3] end

local owners, known, own = redis.call('HMGET', KEYS[5], unpack(keys)), redis.call('HMGET', KEYS[2], unpack(ids)), {}
local answers, made, claimable, seq = {}, {}, false, nil
local taken, records, definitions, order, delayed, ready = {}, {}, {}, {}, {}, {}
for i = 1, N do
  local id, key, at = ids[i], keys[i], FIRST + 5 * i - 2
  -- The id is looked up too: a batch repeated after one of its tasks got a new definition must not store that id twice.
  local owner = owners[i] or own[key] or ((known[i] or own[id]) and id)
  answers[i] = owner or ''
  if not owner then
    seq = seq or redis.call('HINCRBY', KEYS[1], 'seq', N) - N
    own[key], own[id] = id, id
    local term, rare = terms[tonumber(ARGV[at])], ARGV[at + 1] ~= '' and cjson.decode(ARGV[at + 1]) or {}
    local due = rare.availableAt or (rare.delayMs and now + rare.delayMs) or 0
    local n, number = 2 * #made + 1, seq + i
    made[#made + 1] = id
    taken[n], taken[n + 1] = key, id
    order[n], order[n + 1] = int(number), id
    records[n], records[n + 1] = id, cmsgpack.pack({
      status = 'waiting', seq = number, key = key, created = now, maxAttempts = term.maxAttempts, settings = term.settings,
      route = term.route, priority = term.priority ~= 0 and term.priority or nil, codeVersion = term.codeVersion, tags = rare.tags,
      due = due > now and due or nil,
    })
    if rare.own then
      redis.call('HSET', KEYS[6 + R + rare.own], 'definition', ARGV[at + 2])
    else
      definitions[#definitions + 1] = id
      definitions[#definitions + 1] = ARGV[at + 2]
    end
    local places = delayed
    if due <= now then
      claimable = true
      places = ready[term.ready] or {}
      ready[term.ready] = places
    end
    places[#places + 1] = due > now and int(due) or place(term.priority, number)
    places[#places + 1] = id
  end
end
if #made > 0 then
  redis.call('HSET', KEYS[5], unpack(taken))
  redis.call('HSET', KEYS[2], unpack(records))
  if #definitions > 0 then redis.call('HSET', KEYS[3], unpack(definitions)) end
  redis.call('ZADD', KEYS[6], unpack(order))
  if #delayed > 0 then redis.call('ZADD', KEYS[4], unpack(delayed)) end
  for k, places in pairs(ready) do redis.call('ZADD', KEYS[k], unpack(places)) end
  publish(ARGV[1], 'task-submitted', made, claimable)
end
return answers
