-- Returns the time, what the state holds, and the other entries: all as at one instant. 0 stands for what is of another type.
-- KEYS  1 the state, a hash    2.. other entries
local clock = redis.call('TIME')
local hash = redis.pcall('HMGET', KEYS[1], 'format', 'write', 'state')
if hash.err then hash = {0, 0, 0} end
local answer = {'OK', clock[1], clock[2], hash[1], hash[2], hash[3]}
for i = 2, #KEYS do
  local value = redis.pcall('GET', KEYS[i])
  answer[5 + i] = type(value) == 'table' and 0 or value
end
return answer
