-- Replaces entries of a key, unless something was written since they were read, or it is too late.
-- KEYS  1 the state    2.. entries that were read, then those that change, then, once it is known that there is one, where
--       what is of another type is put
-- ARGV  1 not after this time    2 what the state begins with; "seen:" and a digest of what was read if it had no write id
--       3 how many entries were read    4.. value and end of the state, then of each other entry that changes
-- A time is in ms of this server's clock. An end is a time, 0 for never, or "drop".
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
if now > tonumber(ARGV[1]) then return {'LATE'} end
local last_read = 1 + tonumber(ARGV[3])
if redis.pcall('GETRANGE', KEYS[1], 0, #ARGV[2] - 1) ~= ARGV[2] then
  local function seen(value)
    if type(value) == 'table' then return 'other' end
    return value and redis.sha1hex(value) or '-'
  end
  local all = {}
  for i = 1, last_read do all[i] = seen(redis.pcall('GET', KEYS[i])) end
  if 'seen:' .. redis.sha1hex(table.concat(all, ',')) ~= ARGV[2] then return {'CHANGED'} end
end
local last = last_read + (#ARGV - 5) / 2
for i = 1, last do
  local found = redis.call('TYPE', KEYS[i]).ok
  if found ~= 'string' and found ~= 'none' then
    if not KEYS[last + 1] then return {'TYPE'} end
    redis.call('RENAME', KEYS[i], KEYS[last + 1])
    redis.call('PEXPIRE', KEYS[last + 1], '86400000')
  end
end
local function put(name, value, ends)
  if ends == 'drop' then redis.call('DEL', name)
  elseif ends == '0' then redis.call('SET', name, value)
  else redis.call('SET', name, value, 'PX', string.format('%.0f', math.max(tonumber(ends) - now, 1000))) end
end
put(KEYS[1], ARGV[4], ARGV[5])
for i = last_read + 1, last do put(KEYS[i], ARGV[4 + 2 * (i - last_read)], ARGV[5 + 2 * (i - last_read)]) end
return {'DONE'}
