package io.github.dcr4j.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.login.BegunLogin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps begun logins with the browsers that began them, sealed by AES-GCM: no one without the key can read, change or
 * make one. Replicas with one key open each other's. Thread-safe.
 */
final class LoginCookies {
    /** How long a user may take to log in. */
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] PURPOSE = "begun login, format 1".getBytes(UTF_8);
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    private LoginCookies(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Returns cookies that only this process opens. */
    static LoginCookies ofThisProcess() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return new LoginCookies(key);
    }

    /**
     * Returns cookies that everybody with {@code key} opens.
     *
     * @throws IllegalArgumentException if it is not 32 bytes in Base64
     */
    static LoginCookies of(Secret key) {
        byte[] bytes = new byte[0];
        try {
            bytes = Base64.getDecoder().decode(key.reveal());
        } catch (IllegalArgumentException e) {
            // its message quotes the key
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the cookie key must be 32 bytes in Base64; openssl rand -base64 32 makes one");
        }
        return new LoginCookies(bytes);
    }

    /** Returns the name of the cookie of a login: one for each, so that logins in two tabs do not meet. */
    static String name(Secret state) {
        return "login-" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(state));
    }

    private static byte[] sha256(Secret text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.reveal().getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns what the cookie holds. */
    String seal(BegunLogin login) {
        ObjectNode text = JSON.createObjectNode()
                .put("upstream", login.upstream())
                .put("generation", login.generation())
                .put("state", login.state().reveal())
                .put("verifier", login.verifier().reveal())
                .put("nonce", login.nonce())
                .put("redirectUri", login.redirectUri())
                .put("begunAt", login.begunAt().toEpochMilli());
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text.toString().getBytes(UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** Returns the login that a cookie holds; empty if it was sealed with another key, changed, or is too old. */
    Optional<BegunLogin> open(String cookie, Instant now) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cookie));
            byte[] nonce = new byte[NONCE_BYTES];
            bytes.get(nonce);
            byte[] sealed = new byte[bytes.remaining()];
            bytes.get(sealed);
            BegunLogin login =
                    login(JSON.readTree(cipher(Cipher.DECRYPT_MODE, nonce).doFinal(sealed)));
            // what comes from the future was sealed by a replica whose clock is ahead
            return now.isBefore(login.begunAt().plus(LIFE)) ? Optional.of(login) : Optional.empty();
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static BegunLogin login(JsonNode text) {
        return new BegunLogin(
                text.required("upstream").asText(),
                text.required("generation").asText(),
                Secret.of(text.required("state").asText()),
                Secret.of(text.required("verifier").asText()),
                text.path("nonce").textValue(),
                text.required("redirectUri").asText(),
                Instant.ofEpochMilli(text.required("begunAt").asLong()));
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(PURPOSE);
        return cipher;
    }
}
