package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.SecretTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps on the rows of one key. What must not be used is set aside and the step run again, as if it had never been
 * there. Thread-safe.
 */
final class Rows {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.dcr4j.store.redis.RedisDcrCredentialStore");
    private static final int TRIES = 4;
    private static final long LONGEST_EXPIRED = Duration.ofDays(1).toMillis();
    private static final List<String> PLACES = List.of("record", "former", "state");

    private final RedisCalls calls;
    private final Names names;
    private final RowCodec codec;
    private final ValueCipher cipher;
    private final Duration retention;
    private final DcrEventListener listener;
    private final DcrClock clock;

    Rows(RedisCalls calls, Names names, RowCodec codec, ValueCipher cipher, Settings settings) {
        this.calls = calls;
        this.names = names;
        this.codec = codec;
        this.cipher = cipher;
        retention = settings.retention();
        listener = settings.listener();
        clock = settings.clock();
    }

    /** What is done on one key; run again after something was set aside. */
    interface RowStep<T> {
        T run(OnKey on) throws BadRowException;
    }

    /** Runs a step that waits for a server that is away. */
    <T> T on(DcrKey key, Step kind, RowStep<T> step) {
        return on(new OnKey(key, kind, true), step);
    }

    /** Runs a step that does not wait. */
    <T> T atOnce(DcrKey key, Step kind, RowStep<T> step) {
        return on(new OnKey(key, kind, false), step);
    }

    private <T> T on(OnKey on, RowStep<T> step) {
        String why = "";
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                return step.run(on);
            } catch (BadRowException e) {
                why = String.valueOf(e.getMessage());
                on.setAside(e);
            }
        }
        throw new DcrStoreException(
                DcrException.at(on.kind, "somebody keeps writing what cannot be used to " + on.key + ": " + why)
                        .retryable(true));
    }

    /** Warns if the server drops entries when its memory is full; empty if it does not say. */
    static void warnOfEviction(String policy) {
        if (!policy.isEmpty() && !policy.equals("noeviction")) {
            LOG.warn(
                    "Redis has maxmemory-policy {}: when its memory is full, it may drop the state of a key, and with"
                            + " it the knowledge that a client has ended; set maxmemory-policy noeviction",
                    policy);
        }
    }

    void tell(DcrEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The listener of a Redis store failed on {}",
                    event.getClass().getSimpleName(),
                    e);
        }
    }

    /** Returns for how many milliseconds a secret is good from now on: the end that it names is not by Redis' clock. */
    byte[] secretLife(DcrCredentials credentials) {
        long left = SecretTime.left(credentials, clock.millis());
        return bytes(Long.toString(left == Long.MAX_VALUE ? 0 : Math.max(left, -LONGEST_EXPIRED)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** One key, for the length of one step. */
    final class OnKey {
        private final DcrKey key;
        private final Step kind;
        private final boolean canWait;

        private OnKey(DcrKey key, Step kind, boolean canWait) {
            this.key = key;
            this.kind = kind;
            this.canWait = canWait;
        }

        /** Runs a script with the arguments that all have in common and its own. */
        Reply run(Script script, byte[]... own) throws BadRowException {
            return run(script, () -> List.of(own));
        }

        Reply run(Script script, Supplier<List<byte[]>> own) throws BadRowException {
            Reply reply = call(script, names.of(key), own);
            if (reply.is("BAD")) {
                throw new BadRowException(PLACES.get((int) reply.number(1) - 1), reply.text(2));
            }
            return reply;
        }

        private Reply call(Script script, List<byte[]> keys, Supplier<List<byte[]>> own) {
            Supplier<List<byte[]>> arguments = () -> {
                List<byte[]> all = new ArrayList<>();
                all.add(bytes(Integer.toString(Envelope.FORMAT)));
                all.add(bytes(cipher.keyIds()));
                all.add(bytes(Long.toString(retention.toMillis())));
                all.addAll(own.get());
                return all;
            };
            Reply reply = calls.run(new RedisCalls.Call(script, keys, arguments, kind, canWait));
            if (reply.is("NEWER")) {
                throw RowCodec.newer(kind, reply.text(1));
            }
            if (reply.is("NO_KEY")) {
                throw RowCodec.unknownKey(kind, reply.text(1));
            }
            return reply;
        }

        /** Reads the current row. */
        DcrCredentials decode(byte[] row) throws BadRowException {
            return decode(row, null);
        }

        /** Reads a row, the one of the former generation of that name. */
        DcrCredentials decode(byte[] row, @Nullable String former) throws BadRowException {
            try {
                DcrCredentials read = codec.decode(key, row);
                if (former != null && !read.generation().equals(former)) {
                    throw new BadRowException("it is another generation");
                }
                return read;
            } catch (BadRowException e) {
                throw new BadRowException(row, former, e);
            }
        }

        private void setAside(BadRowException bad) {
            List<byte[]> keys = new ArrayList<>(names.of(key));
            keys.add(names.aside(key));
            byte[] row = bad.row();
            byte[] digest = bytes(row == null ? "" : sha1(row));
            byte[] former = bytes(bad.former() == null ? "" : bad.former());
            Reply reply = call(Script.SET_ASIDE, keys, () -> List.of(digest, former));
            if (reply.is("DONE")) {
                tell(new DcrEvent.RowSetAside(key, bad.where(), String.valueOf(bad.getMessage())));
            }
        }
    }

    private static String sha1(byte[] row) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(row));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
