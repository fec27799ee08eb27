package io.github.dcr4j.auth;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link ClientAuthentication}: every value is checked when it is set. Not thread-safe. */
public final class ClientAuthenticationBuilder {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Nullable
    Supplier<List<ClientKey>> keys;

    @Nullable
    ClientCertificate certificate;

    boolean audienceIsTokenEndpoint;
    Duration assertionLife = Duration.ofSeconds(60);
    Duration signingTimeout = Duration.ofSeconds(5);
    DcrClock clock = DcrClock.system();

    ClientAuthenticationBuilder() {}

    /**
     * Sets the keys, the one to sign with first: with them {@code private_key_jwt} can be chosen. While a key is
     * replaced the former one stands behind it, so that there is always one that the server knows.
     */
    public ClientAuthenticationBuilder keys(ClientKey... keys) {
        List<ClientKey> given = ClientAuthentication.checked(List.of(keys));
        return keys(() -> given);
    }

    /**
     * Sets where the keys come from, each time they are needed: a supplier may return others after some time, and the
     * client goes on with them. It runs on the thread that needs them and is interrupted after {@link #signingTimeout}.
     */
    public ClientAuthenticationBuilder keys(Supplier<List<ClientKey>> keys) {
        this.keys = Objects.requireNonNull(keys, "keys");
        return this;
    }

    /**
     * Sets the certificate of the caller's HTTP client: with it {@code tls_client_auth} or
     * {@code self_signed_tls_client_auth} can be chosen (RFC 8705).
     */
    public ClientAuthenticationBuilder certificate(ClientCertificate certificate) {
        this.certificate = Objects.requireNonNull(certificate, "certificate");
        return this;
    }

    /**
     * Makes the token endpoint the {@code aud} of assertions, for servers that take no other. By default it is the
     * issuer, which no other server can pass an assertion on to; the token endpoint where no issuer is known.
     */
    public ClientAuthenticationBuilder audienceIsTokenEndpoint() {
        this.audienceIsTokenEndpoint = true;
        return this;
    }

    /** Sets how long an assertion lives, from 10 s to 10 min; 60 s by default. */
    public ClientAuthenticationBuilder assertionLife(Duration assertionLife) {
        this.assertionLife = bounded("assertionLife", assertionLife, Duration.ofSeconds(10));
        return this;
    }

    /** Sets how long a signer or a supplier of keys may take, from 100 ms to 10 min; 5 s by default. */
    public ClientAuthenticationBuilder signingTimeout(Duration signingTimeout) {
        this.signingTimeout = bounded("signingTimeout", signingTimeout, Duration.ofMillis(100));
        return this;
    }

    /** Sets the clock of assertions; the machine's by default. */
    public ClientAuthenticationBuilder clock(DcrClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    private static Duration bounded(String property, Duration value, Duration shortest) {
        if (value.compareTo(shortest) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    property + " must be from " + shortest + " to " + LONGEST + ": " + value);
        }
        return value;
    }

    /** Returns the authentication. */
    public ClientAuthentication build() {
        return new ClientAuthentication(this);
    }
}
