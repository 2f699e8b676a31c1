-- Stores params or tags that the client has merged. Uses the part fence.
-- KEYS: 1 the hash of the recorder
-- ARGV: 1 fence or '', 2 the version that the client read, 3 the field, 4 its value (JSON)
-- Promise: 'written', 'missing', 'fenced' with the stored fence, or 'moved' when somebody wrote since: read again.
local version = redis.call('HGET', KEYS[1], 'version')
if not version then return { 'missing' } end
local fenced = fencedBy(KEYS[1], ARGV[1])
if fenced then return { 'fenced', fenced } end
if version ~= ARGV[2] then return { 'moved' } end
raiseFence(KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
redis.call('HINCRBY', KEYS[1], 'version', 1)
return { 'written' }
