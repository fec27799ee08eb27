package io.github.dcr4j.store.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.store.redis.ReplicaNote;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The names under which the store keeps things: {@code prefix:{fingerprint}:what}. The braces make all names of one key
 * share a slot of Redis Cluster; nothing secret or personal stands in a name. Immutable and thread-safe.
 */
public record Names(String prefix) {
    private static final String RECORD = ":record";

    public Names {
        if (!isPrefix(prefix)) {
            throw new IllegalArgumentException(
                    "prefix must be 1 to 64 letters, digits, dots, colons, dashes or underscores: " + prefix);
        }
    }

    static boolean isPrefix(String prefix) {
        return prefix.matches("[A-Za-z0-9._:-]{1,64}");
    }

    /** Returns the name of an entry of a key. */
    public byte[] entry(String fingerprint, String entry) {
        return name(fingerprint, ":" + entry);
    }

    /** Returns a name to try at start whether the server can be used. */
    public byte[] check() {
        return name("check", ":check");
    }

    /** Returns where the {@link ReplicaNote} stands. */
    public byte[] keyNote() {
        return name("check", ":key");
    }

    /** Returns a pattern that every record's name matches. */
    public String everyRecord() {
        return prefix + ":{*}" + RECORD;
    }

    /** Returns the fingerprint in the name of a record, {@code null} if it is the name of something else. */
    @Nullable
    public String fingerprintIn(byte[] name) {
        String text = new String(name, UTF_8);
        String start = prefix + ":{";
        String end = "}" + RECORD;
        return text.startsWith(start) && text.endsWith(end) && text.length() > start.length() + end.length()
                ? text.substring(start.length(), text.length() - end.length())
                : null;
    }

    /** Returns the hex SHA-256 of the length-prefixed parts. */
    public static String digest(String... parts) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(lengthPrefixed(parts)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the parts in one text that no other parts give. */
    public static byte[] lengthPrefixed(String... parts) {
        StringBuilder text = new StringBuilder("dcr4j 1;");
        for (String part : parts) {
            text.append(part.length()).append(':').append(part);
        }
        return text.toString().getBytes(UTF_8);
    }

    private byte[] name(String fingerprint, String what) {
        return (prefix + ":{" + fingerprint + "}" + what).getBytes(UTF_8);
    }
}
