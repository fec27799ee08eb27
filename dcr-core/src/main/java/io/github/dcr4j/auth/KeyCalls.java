package io.github.dcr4j.auth;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.flight.InterruptedCall;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the caller's suppliers and signers, each bounded and its answer checked. Thread-safe.
 *
 * @param timeout how long one may take
 */
record KeyCalls(DcrClock clock, Duration timeout) {
    /** Code of the caller's. */
    interface Code<T> {
        @Nullable
        T call() throws Exception;
    }

    /**
     * Returns what {@code code} answers.
     *
     * @param whose whose code it is, for messages
     * @param nothing what it did if it answered {@code null}
     */
    <T> T answer(String whose, String nothing, Code<T> code) {
        Optional<T> answer;
        try {
            answer = InterruptedCall.call(clock, timeout, () -> Optional.ofNullable(code.call()));
        } catch (TimeoutException e) {
            throw AuthenticationFailure.passing(
                    whose + " has not returned within " + timeout.toMillis() + " ms; nothing was sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AuthenticationFailure.passing("the thread was interrupted while " + whose + " was at work", e);
        } catch (DcrException e) {
            // says by itself what is wrong
            throw AuthenticationFailure.of(whose + " failed: " + e.getMessage() + "; nothing was sent", e);
        } catch (Exception e) {
            throw AuthenticationFailure.passing(
                    whose + " failed (" + e.getClass().getSimpleName() + "); nothing was sent", e);
        }
        return answer.orElseThrow(() -> AuthenticationFailure.lasting(whose + " " + nothing + "; nothing was sent"));
    }

    /** Returns the signature of {@code input} by {@code key}, verified with its public half. */
    byte[] signature(ClientKey key, JwsAlgorithm algorithm, byte[] input) {
        byte[] signature = answer(
                "the signer of " + key,
                "returned no signature",
                () -> key.signer().sign(input.clone(), algorithm.name(), key.keyId()));
        if (!verifies(key, algorithm, input, signature)) {
            throw AuthenticationFailure.lasting("the signer of " + key + " returned " + signature.length
                    + " bytes that are no " + algorithm
                    + " signature by the private half of its public key; nothing was"
                    + " sent");
        }
        return signature;
    }

    private static boolean verifies(ClientKey key, JwsAlgorithm algorithm, byte[] input, byte[] signature) {
        try {
            return algorithm.verify(key.publicKey(), input, signature);
        } catch (GeneralSecurityException e) {
            return false; // not even the form of one
        }
    }
}
