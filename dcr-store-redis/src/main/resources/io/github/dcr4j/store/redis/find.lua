-- Returns the current row, unless it is not the one that was stored last: one round trip, for every hit.
-- KEYS  as in common.lua, which this script does without    ARGV  1 newest format known here
local row = redis.pcall('GET', KEYS[1])
if not row then return {'NONE'} end
if type(row) == 'table' then return {'BAD', '1', 'it is of another type'} end
local state = redis.pcall('HMGET', KEYS[3], 'format', 'row')
if state.err then return {'BAD', '3', 'it is of another type'} end
if state[1] then
  if (tonumber(state[1]) or 0) > tonumber(ARGV[1]) then return {'NEWER', state[1]} end
  if state[2] ~= redis.sha1hex(row) then return {'BAD', '1', 'it is not the row that was stored last'} end
end
return {'ROW', row}
