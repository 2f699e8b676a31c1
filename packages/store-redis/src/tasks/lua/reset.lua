-- Starts tasks over by hand. Uses the parts clock, log, close, pool, attempt, restart.
-- KEYS, ARGV: as the part pool says; then the status to reset to, '1' for running ones too, '1' for ended ones only, codeVersion or ''
-- Promise: per task, changed, running (refused), not-applicable, not-found or moved. Of two at once one resets.
local to, force, endedOnly, codeVersion = ARGV[REST + 1], ARGV[REST + 2], ARGV[REST + 3], ARGV[REST + 4]
return changeEach(function(i, task)
  if task.status == to or (endedOnly == '1' and not ENDED[task.status]) then return 'not-applicable' end
  if task.status == 'running' and force ~= '1' then return 'running' end
  if to == 'part_done' and redis.call('HEXISTS', ownKey(i), 'stepResult') == 0 then return 'not-applicable' end
  restart(i, task, to)
  if codeVersion ~= '' then task.codeVersion = codeVersion end
  return 'changed'
end, true)
