package io.github.dcr4j.store.redis;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts whole values with AES-256-GCM (NIST SP 800-38D): a fresh random nonce of 12 bytes, then the ciphertext with
 * its tag of 16. Or leaves them as they are, if that was chosen. Thread-safe.
 */
final class ValueCipher {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private final @Nullable KeyRing ring;
    private final SecureRandom random;

    ValueCipher(RedisSecrets secrets, SecureRandom random) {
        ring = Objects.requireNonNull(secrets, "secrets") instanceof KeyRing keys ? keys : null;
        this.random = random;
    }

    /** Returns the id of the key that {@link #seal} uses, {@code null} in clear. */
    @Nullable
    String keyId() {
        return ring == null ? null : ring.primaryId();
    }

    /** Returns the ids of the keys that {@link #open} knows, comma-separated; empty in clear. */
    String keyIds() {
        return ring == null ? "" : ring.ids();
    }

    boolean knows(String keyId) {
        return ring != null && ring.key(keyId) != null;
    }

    byte[] newNonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    /** Encrypts {@code text} and binds it to {@code about}, which its reader must name too. */
    byte[] seal(byte[] about, byte[] text) {
        if (ring == null) {
            return text;
        }
        byte[] nonce = newNonce();
        return Bytes.concat(nonce, seal(nonce, about, text));
    }

    /**
     * Returns the ciphertext of {@code text} and its tag.
     *
     * @param nonce 12 bytes with which nothing else is ever encrypted
     */
    byte[] seal(byte[] nonce, byte[] about, byte[] text) {
        KeyRing keys = Objects.requireNonNull(ring, "ring");
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, Objects.requireNonNull(keys.key(keys.primaryId())), nonce);
            cipher.updateAAD(about);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    /**
     * Decrypts what was sealed about the same.
     *
     * @param keyId the id of a key that is {@linkplain #knows known}, {@code null} for what stands in clear
     * @throws BadRowException if it was not sealed with that key about the same, or was changed
     */
    byte[] open(@Nullable String keyId, byte[] about, byte[] sealed) throws BadRowException {
        if (ring == null || keyId == null) {
            if (ring != null) {
                throw new BadRowException("it is not encrypted");
            }
            return sealed;
        }
        if (sealed.length < NONCE_BYTES + TAG_BYTES) {
            throw new BadRowException("it is too short");
        }
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        return open(keyId, nonce, about, Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }

    /** Decrypts what {@link #seal(byte[], byte[], byte[])} returned. */
    byte[] open(String keyId, byte[] nonce, byte[] about, byte[] sealed) throws BadRowException {
        try {
            SecretKey key = Objects.requireNonNull(ring == null ? null : ring.key(keyId), "keyId");
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce);
            cipher.updateAAD(about);
            return cipher.doFinal(sealed);
        } catch (AEADBadTagException e) {
            throw new BadRowException("it was changed, or moved here from elsewhere");
        } catch (GeneralSecurityException e) {
            throw new BadRowException("it cannot be decrypted");
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        return cipher;
    }
}
