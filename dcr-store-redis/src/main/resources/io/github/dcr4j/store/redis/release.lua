-- Ends the lease with what came of it; does nothing once somebody else has claimed or it was saved upon.
-- ARGV  4 owner    5 result    6 effect    7 back-off, ms    8 field of the back-off    9 its reason
local wrong = load()
if wrong then return wrong end
if state.lease_owner ~= ARGV[4] then return {'DONE'} end
put('lease_owner', nil)

if ARGV[6] == 'NONE' and state.intent and state.intent_owner == ARGV[4] then
  if state.intent_call == 'REGISTER' and state.registrations then
    local left = string.match(state.registrations, '^(.*),%d+$')
    put('registrations', left)
  end
  put('intent', nil)
elseif ARGV[6] == 'ACCOUNTED' then
  put('intent', nil)
end

if ARGV[5] == 'SUCCEEDED' then
  put('failures', nil)
  end_back_offs()
elseif ARGV[5] == 'FAILED' then
  put('failures', digits(math.min(num('failures') + 1, 2147483647)))
  put('failures_end', digits(now + DAY))
end

local length = tonumber(ARGV[7])
if length > 0 then
  local count, soonest, soonest_end = 0, nil, nil
  for field, value in pairs(state) do
    if string.sub(field, 1, 2) == 'b:' and field ~= ARGV[8] then
      local ends = tonumber(string.match(value, '^%d+'))
      count = count + 1
      if not soonest or ends < soonest_end then soonest, soonest_end = field, ends end
    end
  end
  if count >= 8 then put(soonest, nil) end
  put(ARGV[8], digits(now + length) .. ',' .. digits(length) .. ';' .. ARGV[9])
  remember_until(now + length)
end
finish()
return {'DONE'}
