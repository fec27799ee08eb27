-- Forgets the management data of a client that was deleted at the server, and an intent about it.
-- ARGV  4 digest of the client id
local wrong = load()
if wrong then return wrong end
if state.intent and state.intent_client == ARGV[4] then put('intent', nil) end
for name, generation in pairs(generations) do
  if generation.client == ARGV[4] and (state['m:' .. name] or generation.bare) then
    put('m:' .. name, nil)
    generation.bare = nil
    touch(name)
  end
end
finish()
return {'DONE'}
