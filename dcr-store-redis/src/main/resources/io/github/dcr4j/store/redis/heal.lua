-- Puts back a generation that was acknowledged and lost: as the current one if it is newer than any, else as a former.
-- ARGV  4 row    5 management data, empty for none    6 when it was registered
--       7 how long its secret is good, ms    8 the generation of which note was taken that it is forgotten, empty for none
local wrong = load()
if wrong then return wrong end
local line = first_line(ARGV[4])
local name = line.generation
local known, newest = generations[name], generations[state.newest or '']

if row and current.generation == name then return {'CURRENT'} end
if known and known.cause then return {'ENDED'} end
if not known and state.removed and tonumber(ARGV[6]) <= num('removed') then return {'ENDED'} end
local lost = full(line, ARGV[8])
if lost then return lost end
if not newest or newest == known or tonumber(line.version) > newest.version then
  make_current(ARGV[4], line, ARGV[5], tonumber(ARGV[7]))
  finish()
  return {'CURRENT', 'HEALED'}
end
if known and known.ends then return {'FORMER'} end
if not known then
  generations[name] = {version = tonumber(line.version), client = line.client}
  put('m:' .. name, ARGV[5] ~= '' and ARGV[5] or nil)
  local dropped = surplus(name, state.newest)
  if dropped then forget(dropped) end
end
set_secret_life(name, line, tonumber(ARGV[7]))
keep_as_former(name, ARGV[4], line)
finish()
return {'FORMER', 'HEALED'}
