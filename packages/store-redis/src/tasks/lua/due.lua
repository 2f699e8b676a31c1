-- Finds what a reaper has to do; changes nothing. Uses the part clock.
-- KEYS: 1 pool, 2 leases, 3 delayed, 4 ended:done, 5 ended:failed, 6 ended:cancelled
-- ARGV: 1 at most how many of each
-- Promise: the ids whose lease has run out, those whose delay has, those that retention removes and by which end at the latest.
local function until_(key, at, limit)
  return redis.call('ZRANGEBYSCORE', key, '-inf', int(at), 'LIMIT', 0, limit)
end
local limit = tonumber(ARGV[1])
local retired, before = {}, now
local settings = redis.call('HGET', KEYS[1], 'settings')
local retention = settings and cjson.decode(settings).retention
if retention then
  before = now - retention.olderThanMs
  local sets = { done = KEYS[4], failed = KEYS[5], cancelled = KEYS[6] }
  for _, status in ipairs(retention.statuses) do
    if #retired < limit then
      for _, id in ipairs(until_(sets[status], before, limit - #retired)) do retired[#retired + 1] = id end
    end
  end
end
return { until_(KEYS[2], now, limit), until_(KEYS[3], now, limit), retired, int(before) }
