-- Gives the lease to one owner at a time, after it has looked again.
-- ARGV  4 owner    5 life, ms    6 dead generation, empty for none    7 digest of the metadata    8 registrations in a
--       window    9 window, ms    10 purpose    11 the owner's own deadline, returned to him as it is
local wrong = load()
if wrong then return wrong end
local owner, dead, purpose = ARGV[4], ARGV[6], ARGV[10]
local mine = holds_lease(owner)

if row and current.generation ~= dead and purpose ~= 'MANAGE' then
  if mine then
    put('lease_owner', nil)
    finish()
  end
  return {'CURRENT', row}
end
if not mine and state.lease_owner and now < num('lease_end') then
  keep_limits()
  return {'BUSY', digits(math.min(num('lease_end') - now, 250))}
end

if not mine and purpose == 'REGISTER' then
  local longest, why = 0, ''
  for _, field in ipairs({'b:', 'b:=' .. ARGV[7]}) do
    local stop = string.find(state[field] or '', ';', 1, true)
    local ends = stop and tonumber(string.match(state[field], '^%d+')) or 0
    if ends > longest then longest, why = ends, string.sub(state[field], stop + 1) end
  end
  if longest > now then
    keep_limits()
    return {'BACK_OFF', digits(longest - now), why}
  end

  local within = {}
  for at in string.gmatch(state.registrations or '', '%d+') do
    if now - tonumber(at) < tonumber(ARGV[9]) then within[#within + 1] = tonumber(at) end
  end
  local oldest = within[#within - tonumber(ARGV[8]) + 1]
  if oldest then
    keep_limits()
    return {'CEILING', digits(math.max(oldest + tonumber(ARGV[9]) - now, 1))}
  end
end

if not mine then
  put('lease_owner', owner)
  put('lease_end', digits(now + tonumber(ARGV[5])))
  put('lease_life', ARGV[5])
  put('lease_deadline', ARGV[11])
  put('window', digits(math.max(num('window'), tonumber(ARGV[9]))))
  remember_until(now + tonumber(ARGV[5]))
  finish()
end
local leftover = state.intent_owner ~= owner and state.intent or ''
return describe_generations({'GRANTED', state.lease_deadline or ARGV[11], row or '', state.failures or '0', leftover,
                             state.newest or ''})
