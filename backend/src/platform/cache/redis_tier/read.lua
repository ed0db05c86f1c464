-- Reads an entry, if it is still true.
-- KEYS: entry, state. ARGV: a fresh generation (used if there is none), prefix of tag keys.
-- Answers {generation, moment} or {generation, moment, value, remaining milliseconds, tags with their marks}.
local state = redis.call('HMGET', KEYS[2], 'generation', 'moment')
local generation, moment = state[1], state[2]
if not generation then
  generation, moment = ARGV[1], '0'
  redis.call('HSET', KEYS[2], 'generation', generation, 'moment', moment)
end
local entry = redis.call('HMGET', KEYS[1], 'generation', 'tags')
if entry[1] ~= generation or not entry[2] then
  return { generation, moment }
end
local names, seen = {}, {}
for name, mark in string.gmatch(entry[2], '(%S+) (%S+)') do
  names[#names + 1] = ARGV[2] .. name
  seen[#seen + 1] = mark
end
local marks = redis.call('MGET', unpack(names))
for i = 1, #names do
  if marks[i] ~= seen[i] then
    return { generation, moment }
  end
end
return { generation, moment, redis.call('HGET', KEYS[1], 'value'), redis.call('PTTL', KEYS[1]), entry[2] }
