package io.github.dcr4j.store;

import io.github.dcr4j.ForeignText;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named piece of what a {@link StateStore} keeps for a key. Immutable and thread-safe as long as its bytes, which are
 * not copied, are left alone.
 *
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public final class StoredEntry {
    private final String name;
    private final byte[] bytes;
    private final @Nullable Instant end;
    private final @Nullable String flaw;

    /**
     * Creates an entry.
     *
     * @param name at most 160 printable ASCII characters, unique within its key
     * @param bytes what is stored, up to a megabyte; not copied
     * @param end when its life ends, by the backend's clock, {@code null} for never
     */
    public StoredEntry(String name, byte[] bytes, @Nullable Instant end) {
        this(name, bytes, end, null);
    }

    private StoredEntry(String name, byte[] bytes, @Nullable Instant end, @Nullable String flaw) {
        this.name = Objects.requireNonNull(name, "name");
        this.bytes = Objects.requireNonNull(bytes, "bytes");
        this.end = end;
        this.flaw = flaw;
    }

    /**
     * Returns an entry that stands in the backend and cannot be read, for it does not open or is of another kind. The
     * library sets it aside.
     *
     * @param bytes what stands there, as far as it can be kept
     * @param flaw why it cannot be read, for operators; a clause such as "it was changed", without secrets
     */
    public static StoredEntry unreadable(String name, byte[] bytes, String flaw) {
        return new StoredEntry(name, bytes, null, Objects.requireNonNull(flaw, "flaw"));
    }

    /** Returns the entry of that name, or {@code null} if {@code entries} has none. */
    public static @Nullable StoredEntry named(String name, List<StoredEntry> entries) {
        for (StoredEntry entry : entries) {
            if (entry.name.equals(name)) {
                return entry;
            }
        }
        return null;
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns why it cannot be read, or {@code null} if the backend found nothing wrong with it. */
    public @Nullable String flaw() {
        return flaw;
    }

    /** Returns what is stored; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns when its life ends, by the backend's clock, or {@code null} for never. */
    public @Nullable Instant end() {
        return end;
    }

    /** Returns whether its life has ended at {@code now}, by the backend's clock. */
    public boolean hasEnded(Instant now) {
        return end != null && !now.isBefore(end);
    }

    /** Returns whether {@code other} has the same name and the same bytes, whatever its end. */
    public boolean sameAs(@Nullable StoredEntry other) {
        return other != null && name.equals(other.name) && Arrays.equals(bytes, other.bytes);
    }

    /** Prints the name cleaned, the length and the end; never the bytes, which may be secret. */
    @Override
    public String toString() {
        return "StoredEntry[name=" + ForeignText.printed(name) + ", bytes=" + bytes.length + ", end="
                + (end == null ? "never" : end) + "]";
    }
}
