package io.github.dcr4j.examples.login;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dcr4j.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Proof that who redeems a code is who asked for it, by method {@code S256} (RFC 7636). */
public final class Pkce {
    private Pkce() {}

    /** Returns a new {@code code_verifier}. */
    static Secret newVerifier() {
        return Secret.of(RandomText.next());
    }

    /** Returns the {@code code_challenge} of a verifier. */
    public static String challenge(Secret verifier) {
        byte[] hash = sha256().digest(verifier.reveal().getBytes(US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
