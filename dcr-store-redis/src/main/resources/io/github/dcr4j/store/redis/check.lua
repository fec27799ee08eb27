-- Tries at start whether scripts run, may write, and may ask for the time.
-- KEYS  1 a key for trying
redis.call('SET', KEYS[1], '1', 'PX', '1000')
redis.call('TIME')
return {'OK'}
