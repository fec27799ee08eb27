-- Returns all that is known of a key, and the revision that a change to it must name.
local wrong = load()
if wrong then return wrong end
local formers = redis.call('HGETALL', FORMER)
local reply = {'SEEN', digits(num('revision')), row or '', digits(#formers)}
for _, part in ipairs(formers) do reply[#reply + 1] = part end
return describe_generations(reply)
