package io.github.dcr4j.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests that every JDK has. */
final class Digests {
    private Digests() {}

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
