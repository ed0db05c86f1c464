-- Brings the counters of all processes together.
-- KEYS: the processes, then counters by window. ARGV: the time in milliseconds (empty asks the server's clock), this
-- process, how long one counts as alive, then of each counter what to add and how long it is kept, in milliseconds.
-- Answers {time, processes, then the total of each counter}.
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local life = tonumber(ARGV[3])
redis.call('ZADD', KEYS[1], now, ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - life)
-- A clock went back.
redis.call('ZREMRANGEBYSCORE', KEYS[1], now + life, '+inf')
redis.call('PEXPIRE', KEYS[1], life)
local answer = { now, redis.call('ZCARD', KEYS[1]) }
for i = 2, #KEYS do
  local more = tonumber(ARGV[2 * i])
  if more > 0 then
    answer[#answer + 1] = redis.call('INCRBY', KEYS[i], more)
    redis.call('PEXPIRE', KEYS[i], ARGV[2 * i + 1])
  else
    answer[#answer + 1] = tonumber(redis.call('GET', KEYS[i]) or 0)
  end
end
return answer
