-- Deletes a recorder so that it can be restored, or takes that back.
-- KEYS: 1 the hash of the recorder
-- ARGV: 1 '1' to delete, '' to restore
-- Promise: 'marked' or 'missing'; twice is fine.
if redis.call('EXISTS', KEYS[1]) == 0 then return 'missing' end
if ARGV[1] == '1' then redis.call('HSET', KEYS[1], 'deleted', '1') else redis.call('HDEL', KEYS[1], 'deleted') end
return 'marked'
