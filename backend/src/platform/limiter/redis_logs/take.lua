-- Writes one down in each log, or in none if any is full.
-- KEYS: logs. ARGV: the time in milliseconds (empty asks the server's clock), then quota and window of each log.
-- Answers {1 or 0, time, then of each log: how many were in it, milliseconds until one more fits or the oldest leaves}.
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local stamp = string.format('%.0f', now)
local answer = { 1, now }
for i = 1, #KEYS do
  local key, quota, window = KEYS[i], tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local oldest = redis.call('LINDEX', key, 0)
  while oldest and tonumber(oldest) <= now - window do
    redis.call('LPOP', key)
    oldest = redis.call('LINDEX', key, 0)
  end
  -- What lies in the future was written before a clock went back: it counts as now.
  local place = -1
  local newest = redis.call('LINDEX', key, place)
  while newest and tonumber(newest) > now do
    redis.call('LSET', key, place, stamp)
    place = place - 1
    newest = redis.call('LINDEX', key, place)
  end
  local used = redis.call('LLEN', key)
  if used >= quota then
    answer[1] = 0
  end
  local leaves = redis.call('LINDEX', key, math.max(used - quota, 0))
  answer[#answer + 1] = used
  answer[#answer + 1] = leaves and tonumber(leaves) + window - now or window
end
if answer[1] == 1 then
  for i = 1, #KEYS do
    redis.call('RPUSH', KEYS[i], stamp)
    redis.call('PEXPIRE', KEYS[i], ARGV[2 * i + 1])
  end
end
return answer
