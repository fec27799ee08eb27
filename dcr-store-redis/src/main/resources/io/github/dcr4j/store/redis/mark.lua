-- Notes what the holder of the lease is about to send.
-- ARGV  4 owner    5 call    6 digest of the intent    7 digest of the client id, empty for none    8 the intent
local wrong = load()
if wrong then return wrong end
if not holds_lease(ARGV[4]) then return {'GONE'} end
local again = state.intent and state.intent_owner == ARGV[4] and state.intent_id == ARGV[6]
if ARGV[5] == 'REGISTER' and not again and num('window') > 0 then
  put('registrations', (state.registrations and state.registrations .. ',' or '') .. digits(now))
  remember_until(now + num('window'))
end
put('intent', ARGV[8])
put('intent_owner', ARGV[4])
put('intent_call', ARGV[5])
put('intent_id', ARGV[6])
put('intent_client', ARGV[7])
put('intent_end', digits(now + DAY))
finish()
return {'HELD'}
