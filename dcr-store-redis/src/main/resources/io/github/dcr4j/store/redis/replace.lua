-- Replaces entries of a key, unless something was written since they were read, or it is too late.
-- KEYS  1 the state, a hash    2 where what is of another type is put    3.. entries that were read, then those that change
-- ARGV  1 not after this time    2 what the write id begins with; "seen:" and a digest of what was read if there was none
--       3 how many entries were read    4 the new write id    5 the state    6 its end    7.. value and end of each that changes
-- A time is in ms of this server's clock. An end is a time, 0 for never, "drop", or "keep" for a state that does not change.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
if now > tonumber(ARGV[1]) then return {'LATE'} end

local function seen(value)
  if type(value) == 'table' then return 'other' end
  return value and redis.sha1hex(value) or '-'
end
local hash = redis.pcall('HMGET', KEYS[1], 'format', 'write', 'state')
if hash.err then hash = {hash, hash, hash} end
local last_read = 2 + tonumber(ARGV[3])
if type(hash[2]) ~= 'string' or string.match(hash[2], '^[^ ]*') ~= ARGV[2] then
  local all = {seen(hash[1]), seen(hash[2]), seen(hash[3])}
  for i = 3, last_read do all[i + 1] = seen(redis.pcall('GET', KEYS[i])) end
  if 'seen:' .. redis.sha1hex(table.concat(all, ',')) ~= ARGV[2] then return {'CHANGED'} end
end
local function set_aside_unless(kind, name)
  local found = redis.call('TYPE', name).ok
  if found == kind or found == 'none' then return end
  redis.call('RENAME', name, KEYS[2])
  redis.call('PEXPIRE', KEYS[2], '86400000')
end
local function left(ends)
  return string.format('%.0f', math.max(tonumber(ends) - now, 1000))
end

-- An older release meets its own fields "format" and "version" in the state, and stops.
set_aside_unless('hash', KEYS[1])
redis.call('HSET', KEYS[1], 'format', '2', 'version', '0', 'write', ARGV[4])
if ARGV[6] == 'drop' then redis.call('HDEL', KEYS[1], 'state')
elseif ARGV[6] ~= 'keep' then
  redis.call('HSET', KEYS[1], 'state', ARGV[5])
  if ARGV[6] == '0' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], left(ARGV[6])) end
end

for i = last_read + 1, #KEYS do
  local value, ends = ARGV[5 + 2 * (i - last_read)], ARGV[6 + 2 * (i - last_read)]
  set_aside_unless('string', KEYS[i])
  if ends == 'drop' then redis.call('DEL', KEYS[i])
  elseif ends == '0' then redis.call('SET', KEYS[i], value)
  else redis.call('SET', KEYS[i], value, 'PX', left(ends)) end
end
return {'DONE'}
