-- Ends the current generation if it is the one named. Run again with its token it answers as the first time.
-- ARGV  4 generation    5 token    6 no second time within, ms    7 reason
local wrong = load()
if wrong then return wrong end
local name = ARGV[4]
local generation = generations[name]
if not row or current.generation ~= name then
  if not generation then -- its save may arrive later: it is born ended then
    local count = 0
    for _ in pairs(generations) do count = count + 1 end
    if count < MOST_GENERATIONS then
      generations[name] = {version = 0, client = '', cause = 'INVALIDATED', by = ARGV[5], reason = ARGV[7]}
      touch(name)
      finish()
    end
    return {'NOT_CURRENT'}
  end
  if not generation.cause then return {'NOT_CURRENT'} end
  return {generation.by == ARGV[5] and 'DONE' or 'ALREADY'}
end
if state.invalidated then
  local left = tonumber(ARGV[6]) - (now - num('invalidated'))
  if left > 0 then
    keep_limits()
    return {'TOO_SOON', digits(left)}
  end
end
put('invalidated', digits(now))
end_generation(name, 'INVALIDATED')
generation.by, generation.reason = ARGV[5], ARGV[7]
drop_record()
finish()
return {'DONE'}
