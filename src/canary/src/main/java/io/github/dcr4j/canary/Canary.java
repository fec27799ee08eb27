package io.github.dcr4j.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in this JVM: the secrets that the tests used, and what the library said. Static, because the code that
 * is woven into the library calls it, and has nothing else to hold on to. Thread-safe.
 */
public final class Canary {
    static final Sightings SIGHTINGS = new Sightings();

    /** What a server issues (RFC 7591, section 3.2.1); a text that JSON escapes is left to be seen when it is read. */
    private static final Pattern ISSUED =
            Pattern.compile("\"(?:client_secret|registration_access_token)\"\\s*:\\s*\"([^\"\\\\]+)\"");

    private static final ThreadLocal<@Nullable Throwable> LAST_THROWN = new ThreadLocal<>();

    private Canary() {}

    /** Takes note of a text that nothing may say. */
    public static void secret(@Nullable String text) {
        if (text != null) {
            SIGHTINGS.secret(text);
        }
    }

    /** Takes note of the secrets in an answer of a server, whether it is JSON as a whole or not. */
    public static void answer(byte[] body) {
        Matcher members = ISSUED.matcher(new String(body, UTF_8));
        while (members.find()) {
            secret(members.group(1));
        }
    }

    /** Takes note of something that was said; {@code sink} names where. */
    public static void text(String sink, @Nullable Object said) {
        SIGHTINGS.text(sink, String.valueOf(said));
    }

    /** Takes note of a failure with its causes and what it suppressed. */
    public static void failure(String sink, @Nullable Throwable failure) {
        failure(sink, failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void failure(String sink, @Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return;
        }
        String from =
                seen.size() == 1 ? sink : sink + ", in a " + failure.getClass().getName();
        text(from, failure);
        text(from, failure.getMessage());
        failure(sink, failure.getCause(), seen);
        for (Throwable suppressed : failure.getSuppressed()) {
            failure(sink, suppressed, seen);
        }
    }

    /** Takes note of what a public method threw, once however many methods it passes. */
    public static void thrown(String method, Throwable thrown) {
        if (LAST_THROWN.get() != thrown) {
            LAST_THROWN.set(thrown);
            failure(thrown.getClass().getName() + " thrown by " + method, thrown);
        }
    }

    /** Takes note of a line of a log, with the name of its thread. */
    public static void logged(String logger, Object level, @Nullable Object said, @Nullable Throwable failure) {
        String sink = "log " + logger + " at " + level;
        SIGHTINGS.line(logger);
        text(sink, said);
        failure(sink, failure);
        text("thread name", Thread.currentThread().getName());
    }
}
