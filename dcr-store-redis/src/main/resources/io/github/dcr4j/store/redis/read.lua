-- Returns the time, the state or its beginning, and other entries: all as at one instant. 0 stands for what is of another type.
-- KEYS  1 the state    2.. other entries    ARGV  1 where the wanted part of the state ends, -1 for all of it
local clock = redis.call('TIME')
local answer = {'OK', clock[1], clock[2], redis.pcall('GETRANGE', KEYS[1], 0, ARGV[1])}
for i = 2, #KEYS do answer[3 + i] = redis.pcall('GET', KEYS[i]) end
for i = 4, #answer do
  if type(answer[i]) == 'table' then answer[i] = 0 end
end
return answer
