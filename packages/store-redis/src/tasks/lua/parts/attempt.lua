-- Part: ends the running attempt of a task, in one way for all who do. Needs the parts clock and pool.
-- `how`: kind (what a repeated end is recognised by), outcome, status, error (JSON or nil), delayMs (or nil)
local function endAttempt(task, how)
  local hash = task.hash
  local record = '{"workerId":' .. cjson.encode(task.workerId) .. ',"fence":' .. int(task.fence) .. ',"startedAt":' .. task.startedAt
    .. ',"endedAt":' .. int(now) .. ',"outcome":"' .. how.outcome .. '"' .. (how.error and (',"error":' .. how.error) or '') .. '}\n'
  local history = (redis.call('HGET', hash, 'history') or '') .. record
  -- A hundred records are longer than this; then the oldest goes.
  if #history > 8000 then
    local _, kept = history:gsub('\n', '\n')
    if kept > 100 then history = history:sub(history:find('\n', 1, true) + 1) end
  end
  redis.call('HINCRBY', hash, 'total:' .. how.outcome, 1)
  leave(task)
  redis.call('HDEL', hash, 'workerId', 'origin', 'leaseUntil')
  task.status = how.status
  task.availableAt = false
  if ENDED[how.status] then
    task.endedAt = int(now)
    redis.call('HSET', hash, 'endedAt', task.endedAt)
  elseif how.delayMs and how.delayMs > 0 then
    task.availableAt = int(now + how.delayMs)
    redis.call('HSET', hash, 'availableAt', task.availableAt)
  end
  redis.call('HSET', hash, 'status', how.status, 'history', history, 'lastEnd', int(task.fence) .. ' ' .. how.kind .. ' ' .. how.status)
  enter(task)
end
