package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dcr4j.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keys for AES-256-GCM: one that encrypts, and others that only read what was written before.
 *
 * <p>To rotate, give every replica the new key for reading, then make it the primary everywhere, and take the old one
 * away when nothing is read with it any more: a row is encrypted anew when it is next written. One key is good for
 * 2<sup>32</sup> writes. A key is known by an id, derived from its bytes by a digest, that stands in the rows.
 * Immutable and thread-safe.
 *
 * @see RedisDcrCredentialStore an example
 */
public final class KeyRing implements RedisSecrets {
    private static final int KEY_BYTES = 32;
    static final int ID_BYTES = 8;
    private static final int FEWEST_DIFFERENT = 17;

    private final String primaryId;
    private final Map<String, SecretKey> keys;

    private KeyRing(List<byte[]> all) {
        Map<String, SecretKey> byId = new LinkedHashMap<>();
        all.forEach(key -> byId.put(idOf(key), new SecretKeySpec(key, "AES")));
        primaryId = byId.keySet().iterator().next();
        keys = Map.copyOf(byId);
    }

    /**
     * Returns a ring of keys, which it copies.
     *
     * @param primary encrypts and decrypts; 32 random bytes
     * @param others decrypt what was written with them before; 32 bytes each
     * @throws IllegalArgumentException if a key has another length, or is evidently not random: few different bytes, a
     *     series, or printable text
     */
    public static KeyRing of(byte[] primary, byte[]... others) {
        return checked(KeyRing::random, primary, others);
    }

    /** Returns a ring of keys that need not be random: of published test vectors, for instance. */
    static KeyRing ofAny(byte[] primary, byte[]... others) {
        return checked((which, key) -> {}, primary, others);
    }

    private static KeyRing checked(BiConsumer<String, byte[]> check, byte[] primary, byte[]... others) {
        List<byte[]> all = new ArrayList<>();
        all.add(copied("the primary key", primary));
        check.accept("the primary key", primary);
        for (int i = 0; i < others.length; i++) {
            String which = "reading key " + (i + 1);
            all.add(copied(which, others[i]));
            check.accept(which, others[i]);
        }
        return new KeyRing(all);
    }

    /**
     * Returns a ring of keys given as Base64 text, as {@code openssl rand -base64 32} prints it.
     *
     * @param primary encrypts and decrypts
     * @param others decrypt what was written with them before
     * @throws IllegalArgumentException if a key is not Base64, not 32 bytes, or evidently not random
     */
    public static KeyRing ofBase64(Secret primary, Secret... others) {
        return of(
                decoded("the primary key", primary),
                Arrays.stream(others).map(key -> decoded("a reading key", key)).toArray(byte[][]::new));
    }

    private static byte[] decoded(String which, Secret base64) {
        try {
            return Base64.getDecoder().decode(base64.reveal().strip());
        } catch (IllegalArgumentException e) {
            // The cause is left out: it quotes a character of the key.
            throw new IllegalArgumentException(which + " is not Base64 text");
        }
    }

    private static byte[] copied(String which, byte[] key) {
        if (Objects.requireNonNull(key, which).length != KEY_BYTES) {
            throw new IllegalArgumentException(which + " must be " + KEY_BYTES + " bytes long: " + key.length);
        }
        return key.clone();
    }

    /**
     * Refuses what no generator of random bytes returns. Of 32 random bytes, fewer than 17 are different with a
     * probability of 2e-12; all are printable with 2e-14; each differs by the same amount from the one before with
     * 2e-75.
     */
    private static void random(String which, byte[] key) {
        boolean[] seen = new boolean[256];
        int different = 0;
        boolean series = true;
        boolean printable = true;
        for (int i = 0; i < key.length; i++) {
            int value = key[i] & 0xff;
            different += seen[value] ? 0 : 1;
            seen[value] = true;
            series &= i == 0 || (byte) (key[i] - key[i - 1]) == (byte) (key[1] - key[0]);
            printable &= value >= ' ' && value <= '~';
        }
        if (different < FEWEST_DIFFERENT || series || printable) {
            throw new IllegalArgumentException(which + " is not random: "
                    + (printable ? "it is text" : "its bytes repeat or follow each other")
                    + "; make one with: openssl rand -base64 32");
        }
    }

    private static String idOf(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("dcr4j key id 1".getBytes(US_ASCII));
            return HexFormat.of().formatHex(digest.digest(key), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the id of the key that encrypts, 16 hex digits. */
    public String primaryId() {
        return primaryId;
    }

    /** Returns the ids of all keys, comma-separated. */
    String ids() {
        return String.join(",", keys.keySet());
    }

    @Nullable
    SecretKey key(String id) {
        return keys.get(id);
    }

    /** Prints the ids, nothing of the keys. */
    @Override
    public String toString() {
        return "KeyRing[primary=" + primaryId + ", keys=" + keys.keySet() + "]";
    }
}
