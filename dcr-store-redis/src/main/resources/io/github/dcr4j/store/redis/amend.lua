-- Writes generations whose management data were replaced, unless anything about them moved since they were read.
-- ARGV  4 revision    then three for each generation: name, management data, its row or empty
local wrong = load()
if wrong then return wrong end
if digits(num('revision')) ~= ARGV[4] then return {'MOVED'} end
for i = 5, #ARGV, 3 do
  local name, management, text = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local generation = generations[name]
  if generation then
    put('m:' .. name, management)
    generation.bare = nil
    touch(name)
    if text ~= '' and current and current.generation == name then
      redis.call('SET', RECORD, text, 'KEEPTTL')
      row = text
      put('row', redis.sha1hex(text))
      put('key', first_line(text).key)
    elseif text ~= '' and generation.ends then
      redis.call('HSET', FORMER, name, text)
    end
  end
end
finish()
return {'DONE'}
