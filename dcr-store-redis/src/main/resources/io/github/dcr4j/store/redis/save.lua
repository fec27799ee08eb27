-- Makes a new generation current, unless another than its base already is. Run again, it says what became of it.
-- ARGV  4 row    5 base, empty for none    6 owner of the lease, empty for none    7 management data, empty for none
--       8 how long its secret is good, ms    9 the generation of which note was taken that it is forgotten, empty for none
local wrong = load()
if wrong then return wrong end
local line = first_line(ARGV[4])
local name, owner = line.generation, ARGV[6]
local known = generations[name]

if known then
  if not row and state.newest == name and not known.cause then -- its record ran out: it is put back as it was
    if tonumber(line.version) ~= known.version then return {'VERSION', digits(known.version)} end
    make_current(ARGV[4], line, ARGV[7], tonumber(ARGV[8]))
    finish()
  end
  if not row then return {'ENDED'} end
  if current.generation == name then return {'SAVED', row} end
  return {'SUPERSEDED', row}
end

if row and current.generation ~= ARGV[5] then
  if owner ~= '' and state.lease_owner == owner then -- its holder may still say what came of it
    put('lease_end', digits(math.min(num('lease_end'), now)))
    finish()
  end
  return {'LOST', row}
end

local version = num('version') + 1
if tonumber(line.version) ~= version then return {'VERSION', digits(version)} end
local lost = full(line, ARGV[9])
if lost then return lost end
make_current(ARGV[4], line, ARGV[7], tonumber(ARGV[8]))
put('lease_owner', nil)
put('failures', nil)
end_back_offs()
if owner ~= '' and state.intent_owner == owner then put('intent', nil) end
finish()
return {'SAVED', row}
