-- Says whether a current or former generation uses a client.
-- ARGV  4 digest of the client id
local wrong = load()
if wrong then return wrong end
if row and generations[current.generation].client == ARGV[4] then return {'YES'} end
for _, generation in pairs(generations) do
  if generation.ends and generation.client == ARGV[4] then return {'YES'} end
end
return {'NO'}
