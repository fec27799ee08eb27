package io.github.dcr4j.store.redis.connection;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisValidationException;

/**
 * What an error of Redis or of its client means. A message names the place and the cause; of the client's and the
 * server's own words it holds what {@link PrintableText} leaves.
 */
final class RedisErrors {
    /** By the code that a server's message begins with, or holds where a script met it: what an operator can do. */
    private static final Map<String, String> LASTING = Map.of(
            "NOAUTH", "the server wants a user and a password",
            "WRONGPASS", "the server refuses this user and password",
            "NOPERM",
                    "the user lacks a right: grant those that the operations manual lists, EVAL and EVALSHA among them",
            "OOM", "the server is out of memory: raise maxmemory or free some",
            "MISCONF", "the server cannot save to its disk and refuses writes",
            "WRONGTYPE", "something else uses this prefix");

    /** The same for what passes by itself: the call was not applied, and is tried again within the patience. */
    private static final Map<String, String> PASSING = Map.of(
            "READONLY",
                    "this server is a replica: after a failover the client finds the new master, else name the master",
            "LOADING", "the server is loading its data",
            "MASTERDOWN", "this replica has lost its master",
            "TRYAGAIN", "a slot is being moved",
            "CLUSTERDOWN", "the cluster is not complete",
            "NOREPLICAS", "too few replicas are connected for min-replicas-to-write",
            "BUSY", "a script keeps the server busy");

    /** What the client says when Sentinels answer and none knows the master. */
    private static final String NO_SUCH_MASTER = "seems to be not monitored";

    /** The codes of a server that refuses this call and can be read all the same. */
    private static final Set<String> READABLE =
            Set.of("READONLY", "TRYAGAIN", "NOREPLICAS", "OOM", "MISCONF", "NOPERM", "WRONGTYPE");

    private static final String UNKNOWN_COMMAND = "unknown command";
    private static final int DEEPEST = 16;
    private static final int LONGEST_READ = 4_096;

    private RedisErrors() {}

    /** Whether trying again soon can help. */
    static boolean passes(RuntimeException e) {
        if (e instanceof JedisDataException && !(e instanceof JedisClusterException)) {
            return code(PASSING, message(e)) != null;
        }
        if (isOfThisProgram(e) && !isWaitForConnection(e)) {
            return false;
        }
        // Anything else is about connections. A reply may have been lost, so what was sent may have been applied; every
        // script may be run again.
        String message = message(e);
        return e instanceof JedisException
                && code(LASTING, message) == null
                && !message.contains(NO_SUCH_MASTER)
                && !message.contains(UNKNOWN_COMMAND)
                && !interrupted(e);
    }

    /**
     * Whether it says that the server is out of use, rather than that it refuses this one call. What went wrong in this
     * program says nothing about the server.
     */
    static boolean concernsServer(RuntimeException e) {
        if (isOfThisProgram(e)) {
            return false;
        }
        String message = message(e);
        String code = code(LASTING, message);
        code = code == null ? code(PASSING, message) : code;
        return code == null ? passes(e) : !READABLE.contains(code);
    }

    static boolean interrupted(Throwable e) {
        return anyIn(e, InterruptedException.class::isInstance);
    }

    /** Whether every connection was in use for as long as a call waits for one. */
    static boolean isWaitForConnection(Throwable e) {
        return anyIn(e, cause -> cause instanceof NoSuchElementException && isOfExhaustedPool(text(cause)));
    }

    private static boolean isOfExhaustedPool(String message) {
        return message.startsWith("Timeout waiting for idle object") || message.startsWith("Pool exhausted");
    }

    private static boolean isOfThisProgram(Throwable e) {
        // A pool that was closed says so with an IllegalStateException.
        return anyIn(
                        e,
                        cause -> cause instanceof InterruptedException
                                || cause instanceof IllegalStateException
                                || cause instanceof IllegalArgumentException
                                || cause instanceof JedisValidationException)
                || isWaitForConnection(e);
    }

    private static boolean anyIn(Throwable e, Predicate<Throwable> condition) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (condition.test(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Returns the failure of a call on {@code server}, of whose words {@code printable} leaves what may be printed. */
    static DcrStoreException failure(Step step, String server, PrintableText printable, RuntimeException e) {
        String message = message(e);
        String code = code(LASTING, message);
        String hint = code == null ? null : LASTING.get(code);
        if (hint == null) {
            code = code(PASSING, message);
            hint = code == null ? null : PASSING.get(code);
        }
        if (hint == null && message.contains(UNKNOWN_COMMAND)) {
            hint = message.matches("(?is).{0,60}unknown command\\W{1,3}(auth|hello)\\b.*")
                    ? "AUTH is disabled or renamed at the server: allow it there, or leave the password out of the"
                            + " address"
                    : "the server must offer EVAL and EVALSHA";
        }
        if (hint == null && isWaitForConnection(e)) {
            hint = "every connection was in use for as long as a call waits for one, which says nothing about the"
                    + " server: let fewer threads call at once, or give the store a client with more connections";
        }
        if (hint == null && message.contains(NO_SUCH_MASTER)) {
            hint = "the Sentinels watch no master of this name: correct it in the address";
        }
        String what = hint == null ? "" : " (" + hint + ")";
        return new DcrStoreException(DcrException.at(step, server + " failed: " + printable.of(message) + what)
                .retryable(passes(e))
                .cause(printable.of(e)));
    }

    /** Returns the failure of a call that was not even tried. */
    static DcrStoreException outOfUse(Step step, String server, Duration pause) {
        return new DcrStoreException(
                DcrException.at(step, server + " failed repeatedly and is left alone for " + pause.toMillis() + " ms")
                        .retryAfter(pause));
    }

    private static @Nullable String code(Map<String, String> codes, String message) {
        for (String code : codes.keySet()) {
            int at = message.indexOf(code);
            // A script's error quotes the code after a dash; a host or a key that holds the word does not count.
            boolean begins = at == 0 || (at > 0 && message.charAt(at - 1) == '-');
            if (begins && message.startsWith(" ", at + code.length())) {
                return code;
            }
        }
        return message.contains("can't run this command or subcommand") && codes.containsKey("NOPERM")
                ? "NOPERM"
                : null;
    }

    private static String message(Throwable e) {
        Throwable deepest = e;
        StringBuilder all = new StringBuilder(text(e));
        Throwable next = reason(e);
        // What closing a connection suppresses may have what it is suppressed by as its cause.
        for (int depth = 0; next != null && next != e && depth < DEEPEST; depth++) {
            deepest = next;
            next = reason(next);
        }
        if (deepest != e && !all.toString().contains(text(deepest))) {
            // The first words of the deepest cause tell most: a refused password, a refused connection.
            all = deepest instanceof JedisDataException
                    ? new StringBuilder(text(deepest))
                    : all.append(": ").append(text(deepest));
        }
        return all.length() <= LONGEST_READ ? all.toString() : all.substring(0, LONGEST_READ);
    }

    /** Returns what is behind a failure; a cluster client suppresses why no node would talk to it. */
    private static @Nullable Throwable reason(Throwable e) {
        if (e.getCause() != null || !(e instanceof JedisException) || e.getSuppressed().length == 0) {
            return e.getCause();
        }
        return e.getSuppressed()[0];
    }

    private static String text(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
