package io.github.dcr4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Redis answered about a key: bytes, {@code null} for what is absent, and anything else for what is of another
 * type.
 *
 * @param state the entry of that name, or what it begins with
 * @param others the other entries in the order in which they were asked for
 */
record RawKey(@Nullable Object state, List<? extends @Nullable Object> others) {
    private static final String SEEN = "seen:";

    /** Returns a text by which {@code replace.lua} recognises that nothing was written since. */
    String seen() {
        Stream<@Nullable Object> all = Stream.concat(Stream.of(state), others.stream());
        return SEEN
                + sha1(all.map(RawKey::digest).collect(Collectors.joining(",")).getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns whether {@link #seen} made that text. */
    static boolean isSeen(String text) {
        return text.startsWith(SEEN);
    }

    private static String digest(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        return value instanceof byte[] bytes ? sha1(bytes) : "other";
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Objects.requireNonNull(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
