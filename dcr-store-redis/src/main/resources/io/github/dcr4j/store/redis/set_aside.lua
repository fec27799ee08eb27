-- Puts what must not be used under another name, for a day; what is fine by now stays.
-- KEYS  4 where it goes
-- ARGV  4 SHA-1 of a row that its reader could not use, empty if the fault can be seen here    5 its generation if it is
--       a former one, else empty
local wrong = load()
local bad
if wrong and wrong[1] == 'BAD' then
  bad = tonumber(wrong[2])
elseif ARGV[4] ~= '' and ARGV[5] ~= '' then
  local text = redis.call('HGET', FORMER, ARGV[5])
  if text and redis.sha1hex(text) == ARGV[4] then
    redis.call('SET', KEYS[4], text, 'PX', digits(DAY))
    redis.call('HDEL', FORMER, ARGV[5])
    return {'DONE'}
  end
elseif ARGV[4] ~= '' and row and redis.sha1hex(row) == ARGV[4] then
  bad = 1
end
if not bad then return {'FINE'} end
redis.call('RENAME', KEYS[bad], KEYS[4])
redis.call('PEXPIRE', KEYS[4], digits(DAY))
return {'DONE'}
