-- Drops tags: their marks change, and every entry that remembers the old marks is a miss from now on.
-- KEYS: state. ARGV: a fresh generation (used if there is none), life of tag marks in milliseconds, a fresh mark, prefix
-- of tag keys, then the tags.
if redis.call('HEXISTS', KEYS[1], 'generation') == 0 then
  redis.call('HSET', KEYS[1], 'generation', ARGV[1], 'moment', 0)
end
local moment = redis.call('HINCRBY', KEYS[1], 'moment', 1)
local mark = ARGV[3] .. ':' .. string.format('%.0f', moment)
for i = 5, #ARGV do
  redis.call('SET', ARGV[4] .. ARGV[i], mark, 'PX', ARGV[2])
end
return moment
