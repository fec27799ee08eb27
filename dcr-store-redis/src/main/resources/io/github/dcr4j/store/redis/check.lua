-- Tries at start whether scripts run, may write, and may ask for the time; and whether this replica can read what the others
-- write. Each notes what it writes itself, so that the note moves on when keys are changed.
-- KEYS  1 a key for trying    2 the note    ARGV  1 notes of what can be read here, comma-separated    2 the note of this replica
redis.call('SET', KEYS[1], '1', 'PX', '1000')
redis.call('TIME')
local noted = redis.call('GET', KEYS[2])
if noted and not string.find(',' .. ARGV[1] .. ',', ',' .. noted .. ',', 1, true) then
  return {'OTHER', (string.gsub(string.sub(noted, 1, 64), '[^%x:]', '?'))}
end
if noted ~= ARGV[2] then redis.call('SET', KEYS[2], ARGV[2]) end

-- What is done when memory is full; not known where INFO is not allowed.
local memory = redis.pcall('INFO', 'memory')
local policy = type(memory) == 'string' and string.match(memory, 'maxmemory_policy:([%w-]+)')
return {'OK', policy or ''}
