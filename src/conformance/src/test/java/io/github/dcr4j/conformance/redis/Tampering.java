package io.github.dcr4j.conformance.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import redis.clients.jedis.Jedis;

/** What somebody who can write Redis, or an accident, makes of a record while the rest of its key is intact. */
enum Tampering {
    GARBAGE {
        @Override
        void on(Jedis redis, Rows rows) {
            redis.set(rows.record(), "garbage".getBytes(UTF_8));
        }
    },
    TRUNCATED {
        @Override
        void on(Jedis redis, Rows rows) {
            byte[] row = redis.get(rows.record());
            redis.set(rows.record(), Arrays.copyOf(row, row.length - 1));
        }
    },
    ONE_BIT {
        @Override
        void on(Jedis redis, Rows rows) {
            byte[] row = redis.get(rows.record());
            row[row.length / 2] ^= 1;
            redis.set(rows.record(), row);
        }
    },
    ONE_BIT_AND_NO_STATE {
        @Override
        void on(Jedis redis, Rows rows) {
            ONE_BIT.on(redis, rows);
            redis.del(rows.state());
        }
    },
    ROW_OF_ANOTHER_KEY {
        @Override
        void on(Jedis redis, Rows rows) {
            redis.set(rows.record(), redis.get(rows.recordOfAnother()));
        }
    },
    ALL_OF_ANOTHER_KEY {
        @Override
        void on(Jedis redis, Rows rows) {
            redis.copy(rows.recordOfAnother(), rows.record(), true);
            redis.copy(rows.stateOfAnother(), rows.state(), true);
        }

        @Override
        String[] unusable() {
            return new String[] {"record", "state"};
        }
    },
    OLD_ROW {
        @Override
        void on(Jedis redis, Rows rows) {
            redis.set(rows.record(), rows.old());
        }
    },
    WRONG_TYPE {
        @Override
        void on(Jedis redis, Rows rows) {
            redis.del(rows.record());
            redis.lpush(rows.record(), "x".getBytes(UTF_8));
        }
    };

    abstract void on(Jedis redis, Rows rows);

    /** Returns which entries cannot be used any more. */
    String[] unusable() {
        return new String[] {"record"};
    }

    /**
     * Where what is.
     *
     * @param old what stood in the record before its current row
     */
    @SuppressWarnings("ArrayRecordComponent") // names and values of Redis are bytes; nothing compares these
    record Rows(byte[] record, byte[] state, byte[] recordOfAnother, byte[] stateOfAnother, byte[] old) {}
}
