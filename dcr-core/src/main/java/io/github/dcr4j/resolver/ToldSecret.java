package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.protocol.RegistrationResponse;
import java.time.Instant;

/**
 * What a server's answer about a stored client says of its secret. That a secret differs from the stored one proves no
 * renewal: servers answer with a hash of it, with a mask, or with something of an earlier time.
 *
 * @param base what is stored of the client
 * @param told what the server answered
 */
record ToldSecret(DcrCredentials base, RegistrationResponse told) {

    /** Returns whether the answer has another secret than the stored one, and not the hash or a mask of one. */
    boolean differs() {
        return told.tellsSecret()
                && !base.clientSecret()
                        .filter(secret -> secret.equals(told.clientSecret()))
                        .isPresent();
    }

    /** Returns whether the server names the stored secret as the client's; of a client without one there is none to name. */
    boolean isConfirmed() {
        return base.clientSecret().isEmpty() || (told.tellsSecret() && !differs());
    }

    /** Returns whether the answer itself gives the secret a later end than is stored, or none instead of one. */
    boolean endMoved() {
        Instant before = base.clientSecretExpiresAt().orElse(null);
        Instant now = told.clientSecretExpiresAt();
        return told.tellsExpiry() && before != null && (now == null || now.isAfter(before));
    }
}
