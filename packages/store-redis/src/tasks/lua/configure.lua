-- Stores the settings of a pool. Uses the part clock.
-- KEYS: 1 pool
-- ARGV: 1 channel, 2 the version that the caller read, 3 settings (JSON), 4 '1' for a paused pool
-- Promise: compare-and-set; '1' and the new version, or '' and the one that is there.
local version = redis.call('HGET', KEYS[1], 'version') or '0'
if version ~= ARGV[2] then return { '', version } end
local next = int(tonumber(version) + 1)
redis.call('HSET', KEYS[1], 'version', next, 'settings', ARGV[3], 'paused', ARGV[4])
publish(ARGV[1], 'pool-configured', {}, ARGV[4] ~= '1')
return { '1', next }
