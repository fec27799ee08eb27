package io.github.dcr4j.state.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The names of entries, and what else is random or a digest. */
public final class EntryNames {
    public static final String STATE = "state";
    public static final String RECORD = "record";

    /** What most steps read: former rows do not travel. */
    public static final List<String> STATE_AND_RECORD = List.of(STATE, RECORD);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;
    private static final int FORMER_BYTES = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private EntryNames() {}

    /** Returns the name of the row of a former generation, whatever characters the generation's own name has. */
    public static String former(String generation) {
        return "former." + HexFormat.of().formatHex(sha256(generation.getBytes(UTF_8)), 0, FORMER_BYTES);
    }

    /**
     * Returns the name under which an entry is set aside by a write.
     *
     * @param random what no other write has
     */
    public static String aside(String name, String random) {
        return "aside." + random + "." + name;
    }

    /** Returns the digest of an entry, 43 characters. */
    public static String digest(byte[] bytes) {
        return BASE64.encodeToString(sha256(bytes));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns an id that no other write or command has. */
    public static String newId() {
        byte[] bits = new byte[ID_BYTES];
        RANDOM.nextBytes(bits);
        return BASE64.encodeToString(bits);
    }
}
