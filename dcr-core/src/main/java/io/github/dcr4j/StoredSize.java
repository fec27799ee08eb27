package io.github.dcr4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long texts are as JSON in UTF-8, which is what stores keep: one limit for what is written and what is read. Not
 * thread-safe.
 */
final class StoredSize {
    /**
     * Half of what a store has to be able to keep and read, 1 MiB: the rest is for endpoints, names of members and
     * frames.
     */
    static final int LARGEST = 512 * 1024;

    // a control character becomes six
    private static final int LONGEST_CHARACTER = 6;
    private static final int AROUND_A_TEXT = 3;

    private final boolean exact;
    private long bytes;

    /**
     * Begins with nothing.
     *
     * @param exact whether characters are looked at; otherwise each counts as the longest there is
     */
    StoredSize(boolean exact) {
        this.exact = exact;
    }

    StoredSize add(@Nullable String text) {
        if (text != null) {
            bytes += AROUND_A_TEXT + (exact ? length(text) : (long) LONGEST_CHARACTER * text.length());
        }
        return this;
    }

    StoredSize add(List<String> texts) {
        for (String text : texts) {
            add(text);
        }
        return this;
    }

    StoredSize add(DcrKey key) {
        return add(key.scopes())
                .add(key.redirectUris())
                .add(key.consumer())
                .add(key.upstream())
                .add(key.profile());
    }

    StoredSize add(@Nullable Secret secret) {
        return secret == null ? this : add(secret.reveal());
    }

    StoredSize add(@Nullable DcrManagement management) {
        return management == null ? this : add(management.address()).add(management.registrationAccessToken());
    }

    /** Returns whether it can be stored. */
    boolean fits() {
        return bytes <= LARGEST;
    }

    /** @throws IllegalStateException if it is more than can be stored */
    void check() {
        if (!fits()) {
            throw new IllegalStateException("the credentials are " + bytes
                    + " bytes long, with all that is registered, and at most " + LARGEST + " can be stored");
        }
    }

    private static long length(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || (c >= '\b' && c <= '\r' && c != 0x0B)) {
                length += 2;
            } else if (c < 0x20) {
                length += LONGEST_CHARACTER;
            } else {
                length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return length;
    }
}
