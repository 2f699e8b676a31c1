-- Stores points of metric series. Uses the part fence.
-- KEYS: 1 the hash of the recorder, 2 its last values, then a series for each group
-- ARGV: 1 fence or '', then for each group: the metric, the number of the block, points of that block by step, each step once
-- A point is 24 bytes: step, value, time as big-endian doubles. A block holds the points of 512 neighbouring steps, by step.
-- Promise: 'written', 'missing', or 'fenced' with the stored fence; of two points of a step the one written last stays.
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'missing' } end
local fenced = fencedBy(KEYS[1], ARGV[1])
if fenced then return { 'fenced', fenced } end
raiseFence(KEYS[1], ARGV[1])

local function stepAt(points, n)
  return (struct.unpack('>d', points, 24 * n - 23))
end

local function merged(old, new)
  local before, added = #old / 24, #new / 24
  if before == 0 or stepAt(old, before) < stepAt(new, 1) then return old .. new end
  local out, i, k = {}, 1, 1
  while i <= before or k <= added do
    local a, b = i <= before and stepAt(old, i), k <= added and stepAt(new, k)
    if b and (not a or b <= a) then
      out[#out + 1] = new:sub(24 * k - 23, 24 * k)
      k = k + 1
      if a == b then i = i + 1 end
    else
      out[#out + 1] = old:sub(24 * i - 23, 24 * i)
      i = i + 1
    end
  end
  return table.concat(out)
end

for g = 1, #KEYS - 2 do
  local metric, block, points = ARGV[3 * g - 1], ARGV[3 * g], ARGV[3 * g + 1]
  redis.call('HSET', KEYS[2 + g], block, merged(redis.call('HGET', KEYS[2 + g], block) or '', points))
  local last, top = redis.call('HGET', KEYS[2], metric), points:sub(-24)
  if not last or stepAt(last, 1) <= stepAt(top, 1) then redis.call('HSET', KEYS[2], metric, top) end
end
return { 'written' }
