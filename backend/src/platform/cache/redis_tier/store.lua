-- Stores an entry, unless something it was made from was dropped since its load began.
-- KEYS: entry, state. ARGV: generation and moment at the beginning of the load, life of the entry and of tag marks in
-- milliseconds, a fresh mark, prefix of tag keys, value, then the tags.
local ENTRY, STATE = KEYS[1], KEYS[2]
local generation, began, life, mark_life, fresh, prefix, value = unpack(ARGV, 1, 7)
if redis.call('HGET', STATE, 'generation') ~= generation then
  return 0
end
local names = {}
for i = 8, #ARGV do
  names[#names + 1] = prefix .. ARGV[i]
end
local marks = redis.call('MGET', unpack(names))
for i = 1, #names do
  -- A mark is "unique:moment of its drop", 0 for one that only stands for "not dropped lately".
  if marks[i] and tonumber(string.match(marks[i], ':(%d+)$')) > tonumber(began) then
    return 0
  end
end
local seen = {}
for i = 1, #names do
  if marks[i] then
    redis.call('PEXPIRE', names[i], mark_life)
  else
    marks[i] = fresh .. ':0'
    redis.call('SET', names[i], marks[i], 'PX', mark_life)
  end
  seen[i] = ARGV[7 + i] .. ' ' .. marks[i]
end
redis.call('HSET', ENTRY, 'generation', generation, 'tags', table.concat(seen, '\n'), 'value', value)
redis.call('PEXPIRE', ENTRY, life)
return 1
