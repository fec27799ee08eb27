package io.github.dcr4j.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The names of entries, and what else is random or a digest. */
final class EntryNames {
    static final String STATE = "state";
    static final String RECORD = "record";

    /** What most steps read: former rows do not travel. */
    static final List<String> STATE_AND_RECORD = List.of(STATE, RECORD);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;

    private EntryNames() {}

    /** Returns the name of the row of a former generation, whatever characters the generation's own name has. */
    static String former(String generation) {
        return "former." + digest(generation.getBytes(UTF_8)).substring(0, 32);
    }

    /** Returns the name under which an entry is set aside by a write. */
    static String aside(String name, String writeId) {
        return "aside." + writeId + "." + name;
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns an id that no other write or command has. */
    static String newId() {
        byte[] bits = new byte[ID_BYTES];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
