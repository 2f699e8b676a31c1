-- Part: the server's clock, the only one that deadlines are written and judged by.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- Whole numbers as text: Lua would shorten them at fourteen digits.
local function int(number)
  return string.format('%.0f', number)
end

-- Priority descending, then submission order, as one exact number: sixteen bits of priority above thirty-seven of submission number.
local function place(priority, seq)
  return int((32767 - priority) * 137438953472 + seq)
end

-- Tells listeners; a hint, of which nothing depends on. Names at most a hundred tasks.
local function publish(channel, kind, ids, claimable)
  local named = ids
  if #ids > 100 then
    named = {}
    for i = 1, 100 do named[i] = ids[i] end
  end
  local list = #named > 0 and cjson.encode(named) or '[]'
  redis.call('PUBLISH', channel, '{"type":"' .. kind .. '","ids":' .. list .. ',"claimable":' .. tostring(claimable) .. '}')
end
