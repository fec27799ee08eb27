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
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keys for AES-256-GCM: one that encrypts, and others that only read what was written before.
 *
 * <p>To rotate, give every replica the new key for reading, then make it the primary everywhere, and take the old one away
 * when nothing is read with it any more: a row is encrypted anew when it is next written. One key is good for 2<sup>32</sup>
 * writes. A key is known by an id, derived from its bytes by a digest, that stands in the rows. Immutable and thread-safe.
 */
public final class KeyRing implements RedisSecrets {
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 8;

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
     * @throws IllegalArgumentException if a key has another length
     */
    public static KeyRing of(byte[] primary, byte[]... others) {
        List<byte[]> all = new ArrayList<>();
        all.add(checked("the primary key", primary));
        for (int i = 0; i < others.length; i++) {
            all.add(checked("reading key " + (i + 1), others[i]));
        }
        return new KeyRing(all);
    }

    /**
     * Returns a ring of keys given as Base64 text, as {@code openssl rand -base64 32} prints it.
     *
     * @param primary encrypts and decrypts
     * @param others decrypt what was written with them before
     * @throws IllegalArgumentException if a key is not Base64 or not 32 bytes
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

    private static byte[] checked(String which, byte[] key) {
        if (Objects.requireNonNull(key, which).length != KEY_BYTES) {
            throw new IllegalArgumentException(which + " must be " + KEY_BYTES + " bytes long: " + key.length);
        }
        return key.clone();
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
