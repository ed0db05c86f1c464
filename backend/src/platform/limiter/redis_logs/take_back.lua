-- Takes back what was written down at a time, once in each log.
-- KEYS: logs. ARGV: the time in milliseconds.
for i = 1, #KEYS do
  redis.call('LREM', KEYS[i], -1, ARGV[1])
end
return 0
