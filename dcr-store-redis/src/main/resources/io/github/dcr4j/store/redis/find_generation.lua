-- Returns the row of one generation, current or former.
-- ARGV  4 its name
local wrong = load()
if wrong then return wrong end
local generation = generations[ARGV[4]]
if row and current.generation == ARGV[4] then return {'ROW', row} end
if generation and generation.ends and not generation.cause then
  local text = redis.call('HGET', FORMER, ARGV[4])
  if text then return {'FORMER', text} end
end
return {'NONE'}
