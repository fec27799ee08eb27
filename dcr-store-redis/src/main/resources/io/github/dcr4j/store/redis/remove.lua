-- Ends every generation. The token keeps a re-send from ending what was saved since.
-- ARGV  4 token
local wrong = load()
if wrong then return wrong end
local tokens = state.removals or ''
if string.find(',' .. tokens .. ',', ',' .. ARGV[4] .. ',', 1, true) then return {'DONE'} end
put('removals', string.sub(ARGV[4] .. ',' .. tokens, 1, 400))
put('removed', digits(now))
for name in pairs(generations) do end_generation(name, 'REMOVED') end
drop_record()
finish()
return {'DONE'}
