-- Writes tags that the client has merged. Uses the parts clock, pool.
-- KEYS, ARGV: as the part pool says; then for each task: the tags as the client read them, as they are to be (JSON, '' for none)
-- Promise: per task, changed, not-found, or moved when somebody changed them meanwhile.
return changeEach(function(i, task)
  local at = REST + 2 * (i - 1)
  if (task.tags or '') ~= ARGV[at + 1] then return 'moved' end
  task.tags = ARGV[at + 2] ~= '' and ARGV[at + 2] or nil
  return 'changed'
end, true)
