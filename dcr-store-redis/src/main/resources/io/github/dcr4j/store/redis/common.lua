-- Stands in front of every script that changes a key, and of most that read one.
--
-- KEYS  1 record: the row that is current    2 former: rows that were replaced    3 state: what outlives them
-- ARGV  1 newest format known here    2 ids of the encryption keys known here, comma-separated, empty in clear
--       3 how long a record outlives its secret, ms
--
-- A row is one line of JSON, which says what the row is, and a payload that only its readers understand. Every time is
-- in milliseconds of this server's clock. A script calls load() first, changes what it must through the functions
-- below, and finish() last.

local RECORD, FORMER, STATE = KEYS[1], KEYS[2], KEYS[3]
local FORMAT, KEY_IDS, RETENTION = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])

local DAY = 86400000
local WEEK = 7 * DAY
local QUARTER_HOUR = 900000
local CENTURY = 36500 * DAY
local MOST_GENERATIONS = 256
local LONGEST_LINE = 4096

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local state = {}       -- the fields of STATE
local generations = {} -- by name: version, client, ends (of a former one), cause (of an ended one), by, reason, bare,
                       -- secret_end and secret_life (of a secret that expires)
local row, current     -- the row that is current, and its first line
local changed, moved = {}, false
local set_back = false -- whether this server's clock was set back since the state was written

local function digits(number)
  return string.format('%.0f', number)
end

local function num(field)
  return tonumber(state[field]) or 0
end

local function put(field, value)
  if state[field] ~= value then
    state[field] = value
    changed[field] = true
  end
end

-- Notes that a generation was changed: whoever read them before must read again.
local function touch(name)
  changed['g:' .. name] = true
  moved = true
end

local function first_line(text)
  local stop = string.find(text, '\n', 1, true)
  if not stop or stop > LONGEST_LINE then return nil end
  local ok, line = pcall(cjson.decode, string.sub(text, 1, stop - 1))
  if not ok or type(line) ~= 'table' or type(line.format) ~= 'number' then return nil end
  return line
end

local function known_key(id)
  return type(id) == 'string' and string.find(',' .. KEY_IDS .. ',', ',' .. id .. ',', 1, true) ~= nil
end

-- Says why a row must not be used or overwritten; nil if nothing is wrong as far as can be seen here.
local function complaint(line)
  if not line then return {'BAD', '1', 'its first line cannot be read'} end
  if line.format > FORMAT then return {'NEWER', tostring(line.format)} end
  if line.key ~= nil and not known_key(line.key) then return {'NO_KEY', tostring(line.key)} end
  if line.key == nil and KEY_IDS ~= '' then return {'BAD', '1', 'it is not encrypted'} end
  if type(line.generation) ~= 'string' or not tonumber(line.version)
      or (line.expires ~= 'never' and not tonumber(line.expires)) then
    return {'BAD', '1', 'its first line is incomplete'}
  end
  return nil
end

local function load_state()
  local fields = redis.call('HGETALL', STATE)
  for i = 1, #fields, 2 do state[fields[i]] = fields[i + 1] end
  if not next(state) then return nil end
  if not tonumber(state.format) or not tonumber(state.version) then
    return {'BAD', '3', 'it has no format or no version'}
  end
  if tonumber(state.format) > FORMAT then return {'NEWER', state.format} end
  if state.key and not known_key(state.key) then return {'NO_KEY', state.key} end
  for field, value in pairs(state) do
    if string.sub(field, 1, 2) == 'g:' then
      local ok, generation = pcall(cjson.decode, value)
      if not ok or type(generation) ~= 'table' or not tonumber(generation.version) then
        return {'BAD', '3', 'a generation in it cannot be read'}
      end
      generation.version = tonumber(generation.version)
      generation.ends = tonumber(generation.ends)
      generation.secret_end, generation.secret_life = tonumber(generation.secret_end), tonumber(generation.secret_life)
      generations[string.sub(field, 3)] = generation
    end
  end
  return nil
end

local function load_record()
  row = redis.call('GET', RECORD)
  if not row then
    row = nil
    return nil
  end
  current = first_line(row)
  local wrong = complaint(current)
  if wrong then return wrong end
  if state.format and state.row ~= redis.sha1hex(row) then
    return {'BAD', '1', 'it is not the row that was stored last'}
  end
  return nil
end

-- Nothing that was written lasts longer from now on than it was meant to last: this server's clock may have been set back.
local function at_most(field, life)
  if num(field) > now + life then
    put(field, digits(now + life))
    set_back = true
  end
end

local function limit_back_offs()
  local limited = {}
  for field, value in pairs(state) do
    local ends, life = string.match(value, '^(%d+),(%d+);')
    if string.sub(field, 1, 2) == 'b:' and ends and tonumber(ends) > now + tonumber(life) then
      limited[field] = digits(now + tonumber(life)) .. string.sub(value, #ends + 1)
    end
  end
  for field, value in pairs(limited) do
    put(field, value)
    set_back = true
  end
end

local function limit_times()
  if state.lease_life then at_most('lease_end', num('lease_life')) end
  at_most('failures_end', DAY)
  at_most('intent_end', DAY)
  at_most('invalidated', 0)
  at_most('removed', 0)
  limit_back_offs()
  local times = {}
  for at in string.gmatch(state.registrations or '', '%d+') do
    if tonumber(at) > now then set_back = true end
    times[#times + 1] = digits(math.min(tonumber(at), now))
  end
  if state.registrations then put('registrations', table.concat(times, ',')) end
  for name, generation in pairs(generations) do
    local longest = generation.secret_life and math.max(generation.secret_life, 0) + QUARTER_HOUR
    if generation.ends and longest and generation.ends > now + longest then
      generation.ends = now + longest
      touch(name)
    end
  end
end

local function end_former(name)
  redis.call('HDEL', FORMER, name)
  generations[name].ends = nil
  touch(name)
end

local function forget(name)
  end_former(name)
  generations[name] = nil
  put('m:' .. name, nil)
end

-- Whether of one generation less is left to lose than of the other: least of one of which only the name is known.
local function less_to_lose(name, other)
  local function rank(each)
    if generations[each].ends then return 2 end
    return (state['m:' .. each] or generations[each].bare) and 1 or 0
  end
  local mine, others = rank(name), rank(other)
  return mine < others or (mine == others and generations[name].version < generations[other].version)
end

-- Names the generation that is forgotten if there are more than are remembered; never one of the two named.
local function surplus(taken, before)
  local count, least = 0, nil
  for name in pairs(generations) do
    count = count + 1
    if name ~= taken and name ~= before and (not least or less_to_lose(name, least)) then least = name end
  end
  return count > MOST_GENERATIONS and least or nil
end

-- Whether anything else is known of a generation's client.
local function known_otherwise(name, line)
  local client = generations[name].client
  if line.client == client then return true end
  for other, generation in pairs(generations) do
    local lives = generation.ends or state['m:' .. other] or (current and current.generation == other)
    if other ~= name and generation.client == client and lives then return true end
  end
  return false
end

-- Returns what a caller has to take note of before a generation is forgotten so that another one can be taken in; nil if
-- nothing is lost by that, or if it has taken note of that one.
local function full(line, noted)
  local taken = line.generation
  if generations[taken] then return nil end
  generations[taken] = {version = CENTURY}
  local name = surplus(taken, state.newest)
  generations[taken] = nil
  if not name or name == noted or known_otherwise(name, line) then return nil end
  local ends, note = generations[name].ends, state['m:' .. name] or ''
  local text = ends and redis.call('HGET', FORMER, name) or ''
  if note == '' and text == '' then return nil end
  return {'FULL', name, note, text}
end

-- Takes a generation in as the newest, and drops another if there are too many.
local function append(name, version, client)
  local before = state.newest
  generations[name] = {version = version, client = client}
  touch(name)
  put('newest', name)
  put('version', digits(math.max(num('version'), version)))
  local dropped = surplus(name, before)
  if dropped then forget(dropped) end
end

local function forget_passed()
  for name, generation in pairs(generations) do
    if generation.ends and generation.ends <= now then end_former(name) end
  end
  local passed = {}
  for field, value in pairs(state) do
    if string.sub(field, 1, 2) == 'b:' and (tonumber(string.match(value, '^%d+')) or 0) <= now then
      passed[field] = true
    end
  end
  for field in pairs(passed) do put(field, nil) end
  if num('failures_end') <= now then put('failures', nil) end
  if state.intent and num('intent_end') <= now then put('intent', nil) end
  if state.lease_owner and now - num('lease_end') >= DAY then put('lease_owner', nil) end
  local kept = {}
  for at in string.gmatch(state.registrations or '', '%d+') do
    if now - tonumber(at) < num('window') then kept[#kept + 1] = at end
  end
  put('registrations', #kept > 0 and table.concat(kept, ',') or nil)
end

-- Reads the three keys. Returns what is wrong with them, or nil and has filled the tables above.
local function load()
  for i, expected in ipairs({'string', 'hash', 'hash'}) do
    local found = redis.call('TYPE', KEYS[i]).ok
    if found ~= 'none' and found ~= expected then return {'BAD', tostring(i), 'it is of type ' .. found} end
  end
  local wrong = load_state() or load_record()
  if wrong then return wrong end
  if row and not generations[current.generation] then -- the state was lost: it begins anew with what is there
    append(current.generation, tonumber(current.version), current.client)
    generations[current.generation].bare = '1'
    local left = redis.call('PTTL', RECORD)
    if left >= 0 then generations[current.generation].secret_end = now + left - RETENTION end
    put('row', redis.sha1hex(row))
  end
  limit_times()
  forget_passed()
  return nil
end

-- Until when a generation is findable once it is replaced.
local function former_end(line)
  if line.expires == 'never' then return now + DAY end
  local generation = generations[line.generation]
  local ends = generation.secret_end or tonumber(line.expires)
  return math.min(ends, now + (generation.secret_life or CENTURY)) + QUARTER_HOUR
end

-- Takes in how long a secret is still good, by the clock of whoever writes: the end that it names is another clock's.
local function set_secret_life(name, line, life)
  if line.expires == 'never' then return end
  generations[name].secret_end, generations[name].secret_life = now + life, life
end

local function keep_as_former(name, text, line)
  local ends = former_end(line)
  if ends > now then
    redis.call('HSET', FORMER, name, text)
    generations[name].ends = ends
  else
    redis.call('HDEL', FORMER, name)
    generations[name].ends = nil
  end
  touch(name)
end

-- Makes a row current, whose secret is good for so many milliseconds; what it displaces becomes former.
local function make_current(text, line, management, secret_life)
  local name = line.generation
  if row and current.generation ~= name then keep_as_former(current.generation, row, current) end
  if line.expires == 'never' then
    redis.call('SET', RECORD, text)
  else
    local life = math.min(math.max(secret_life + RETENTION, 1000), CENTURY)
    redis.call('SET', RECORD, text, 'PX', digits(life))
  end
  row, current = text, line
  put('row', redis.sha1hex(text))
  put('key', line.key)
  if not generations[name] then append(name, tonumber(line.version), line.client) end
  if generations[name].ends then end_former(name) end
  generations[name].bare = nil
  set_secret_life(name, line, secret_life)
  put('m:' .. name, management ~= '' and management or nil)
  touch(name)
end

local function drop_record()
  redis.call('DEL', RECORD)
  put('row', nil)
  row, current = nil, nil
end

local function end_generation(name, cause)
  local generation = generations[name]
  if generation.ends then end_former(name) end
  if not generation.cause then generation.cause = cause end
  touch(name)
end

local function holds_lease(owner)
  return state.lease_owner == owner and now < num('lease_end')
end

local function end_back_offs()
  for field in pairs(state) do
    if string.sub(field, 1, 2) == 'b:' then changed[field] = true end
  end
  for field in pairs(changed) do
    if string.sub(field, 1, 2) == 'b:' then state[field] = nil end
  end
end

-- Keeps the state at least until then.
local function remember_until(time)
  if time > num('horizon') then put('horizon', digits(time)) end
end

-- Appends what is known of every generation to a reply, six elements each.
local function describe_generations(reply)
  for name, generation in pairs(generations) do
    reply[#reply + 1] = name
    reply[#reply + 1] = digits(generation.version)
    reply[#reply + 1] = generation.client or ''
    local standing = generation.cause or (generation.ends and 'FORMER') or 'REPLACED'
    if current and current.generation == name then standing = 'CURRENT' end
    reply[#reply + 1] = standing
    reply[#reply + 1] = generation.bare or ''
    reply[#reply + 1] = state['m:' .. name] or ''
  end
  return reply
end

-- Writes the state if it changed. It outlives everything it is about by a week.
local function finish()
  if not next(changed) then return end
  put('format', digits(FORMAT))
  if not state.version then put('version', '0') end
  if moved then put('revision', digits(num('revision') + 1)) end
  local longest, formers = math.max(num('horizon') - now, 0), 0
  for name, generation in pairs(generations) do
    if changed['g:' .. name] then
      local line = {version = digits(generation.version), client = generation.client, cause = generation.cause,
                    by = generation.by, reason = generation.reason, bare = generation.bare}
      for _, time in ipairs({'ends', 'secret_end', 'secret_life'}) do
        if generation[time] then line[time] = digits(generation[time]) end
      end
      state['g:' .. name] = cjson.encode(line)
    end
    if generation.ends then formers = math.max(formers, generation.ends - now) end
  end
  for field in pairs(changed) do
    local gone = string.sub(field, 1, 2) == 'g:' and not generations[string.sub(field, 3)]
    if state[field] and not gone then
      redis.call('HSET', STATE, field, state[field])
    else
      redis.call('HDEL', STATE, field)
    end
  end
  if formers > 0 then redis.call('PEXPIRE', FORMER, digits(math.min(formers, CENTURY))) end
  local left = redis.call('PTTL', RECORD)
  if left == -1 then
    redis.call('PERSIST', STATE)
  else
    redis.call('PEXPIRE', STATE, digits(math.min(math.max(longest, formers, left), CENTURY) + WEEK))
  end
end

-- Writes the state if a time in it was limited: otherwise it would be limited to the same length of time again and again.
local function keep_limits()
  if set_back then finish() end
end
