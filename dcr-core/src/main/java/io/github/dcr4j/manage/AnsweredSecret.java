package io.github.dcr4j.manage;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.registration.RegistrationResponse;
import java.time.Instant;

/**
 * What a server's answer about a stored client says of its secret. That a secret differs from the stored one proves no
 * renewal: servers answer with a hash of it, with a mask, or with something of an earlier time.
 *
 * @param base what is stored of the client
 * @param answer of the server
 */
record AnsweredSecret(DcrCredentials base, RegistrationResponse answer) {

    /** Returns whether the answer has another secret than the stored one, and not the hash or a mask of one. */
    boolean differs() {
        return answer.hasSecret()
                && !base.clientSecret()
                        .filter(secret -> secret.equals(answer.clientSecret()))
                        .isPresent();
    }

    /**
     * Returns whether the server names the stored secret as the client's; of a client without one there is none to
     * name.
     */
    boolean isConfirmed() {
        return base.clientSecret().isEmpty() || (answer.hasSecret() && !differs());
    }

    /** Returns whether the answer itself gives the secret a later end than is stored, or none instead of one. */
    boolean endMoved() {
        Instant before = base.clientSecretExpiresAt().orElse(null);
        Instant now = answer.clientSecretExpiresAt();
        return answer.hasExpiry() && before != null && (now == null || now.isAfter(before));
    }
}
