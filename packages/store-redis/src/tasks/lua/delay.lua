-- Delays tasks that nobody runs, or takes a delay back. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says; then delayMs or '', availableAt or ''
-- Promise: per task, changed, not-applicable, not-found or moved. The instant is reckoned by the server's clock.
return changeEach(function(i, task)
  if task.status ~= 'waiting' and task.status ~= 'part_done' then return 'not-applicable' end
  local due = ARGV[REST + 2] ~= '' and tonumber(ARGV[REST + 2]) or now + tonumber(ARGV[REST + 1])
  leave(i, task)
  task.due = due > now and due or nil
  enter(i, task)
  return 'changed'
end, true)
