-- Part: ends the running attempt of a task, in one way for all who do. Needs the parts clock and pool.
-- `how`: kind (what a repeated end is recognised by), outcome, status, error (JSON or nil), delayMs (or nil), and what else is written
--   with it: set (names and values) and unset (names)
local function endAttempt(task, how)
  local hash, set, unset = task.hash, how.set or {}, how.unset or {}
  local history = (task.history or '') .. '{"workerId":' .. cjson.encode(task.workerId) .. ',"fence":' .. int(task.fence) .. ',"startedAt":'
    .. task.startedAt .. ',"endedAt":' .. int(now) .. ',"outcome":"' .. how.outcome .. '"' .. (how.error and (',"error":' .. how.error) or '')
    .. '}\n'
  -- A hundred records are longer than this; then the oldest goes.
  if #history > 8000 then
    local _, kept = history:gsub('\n', '\n')
    if kept > 100 then history = history:sub(history:find('\n', 1, true) + 1) end
  end
  leave(task)
  task.status = how.status
  task.availableAt = false
  local n = #set
  set[n + 1], set[n + 2], set[n + 3], set[n + 4] = 'status', how.status, 'history', history
  set[n + 5], set[n + 6] = 'lastEnd', int(task.fence) .. ' ' .. how.kind .. ' ' .. how.status
  if ENDED[how.status] then
    task.endedAt = int(now)
    set[n + 7], set[n + 8] = 'endedAt', task.endedAt
  elseif how.delayMs and how.delayMs > 0 then
    task.availableAt = int(now + how.delayMs)
    set[n + 7], set[n + 8] = 'availableAt', task.availableAt
  end
  redis.call('HSET', hash, unpack(set))
  redis.call('HDEL', hash, 'workerId', 'origin', 'leaseUntil', unpack(unset))
  redis.call('HINCRBY', hash, 'total:' .. how.outcome, 1)
  enter(task)
end
