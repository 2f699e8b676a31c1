-- Moves a recorder to another status. Uses the parts clock, fence.
-- KEYS: 1 the hash of the recorder
-- ARGV: 1 fence or '', 2 the new status, 3 unflushed (JSON) or '', 4 whether it is a start, 5 whether an end ('1' or ''), then the
--   statuses from which it may go
-- Promise: compare-and-set; 'moved', 'missing', 'fenced' with the stored fence, or 'status' with the one that is there. The first start
--   stays; an end is taken back when the recorder goes on.
local status = redis.call('HGET', KEYS[1], 'status')
if not status then return { 'missing' } end
local fenced = fencedBy(KEYS[1], ARGV[1])
if fenced then return { 'fenced', fenced } end
local allowed = false
for i = 6, #ARGV do allowed = allowed or ARGV[i] == status end
if not allowed then return { 'status', status } end
raiseFence(KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], 'status', ARGV[2])
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'unflushed', ARGV[3]) end
if ARGV[4] == '1' then redis.call('HSETNX', KEYS[1], 'startedAt', now) end
if ARGV[5] == '1' then redis.call('HSET', KEYS[1], 'endedAt', now) else redis.call('HDEL', KEYS[1], 'endedAt') end
return { 'moved' }
