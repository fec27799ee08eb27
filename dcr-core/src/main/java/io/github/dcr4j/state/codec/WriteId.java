package io.github.dcr4j.state.codec;

import org.jspecify.annotations.Nullable;

/**
 * The id of a write: the format, random text, and the digest of the record that the key has after it or a dash, with
 * dots between them. By it a hit sees whether a record is the one that was stored last without reading the state.
 */
public final class WriteId {
    private static final String START = JsonEntry.FORMAT + ".";
    private static final String NO_RECORD = "-";

    private WriteId() {}

    /**
     * Returns the id of a write.
     *
     * @param random what no other write has
     * @param recordDigest {@code null} if the key has no record after the write
     */
    public static String of(String random, @Nullable String recordDigest) {
        return START + random + "." + (recordDigest == null ? NO_RECORD : recordDigest);
    }

    /** Returns whether the write left the record of that digest; allocates nothing. */
    public static boolean names(@Nullable String writeId, String recordDigest) {
        return writeId != null && writeId.startsWith(START) && writeId.endsWith(recordDigest);
    }

    /**
     * Returns the digest of the record that the key has after the write, {@code null} if it has none or the id is not
     * one that a write gave it.
     *
     * @throws io.github.dcr4j.DcrStoreException if a newer release gave it
     */
    public static @Nullable String recordDigest(@Nullable String writeId) {
        int first = writeId == null ? -1 : writeId.indexOf('.');
        int second = writeId == null ? -1 : writeId.indexOf('.', first + 1);
        if (writeId == null || first < 0 || second < 0) {
            return null;
        }
        int format = format(writeId.substring(0, first));
        if (format > JsonEntry.FORMAT) {
            throw JsonEntry.newer(format);
        }
        String digest = writeId.substring(second + 1);
        return format < JsonEntry.FORMAT || digest.equals(NO_RECORD) ? null : digest;
    }

    private static int format(String number) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
