package io.github.dcr4j.server;

import io.github.dcr4j.http.EndpointUrl;
import org.jspecify.annotations.Nullable;

/**
 * One exact host and port to which {@code http} is open, for development: an authorization server in a container, say,
 * or a protected resource in a lab, that has no certificate. Anyone on the way can read and change what is sent there,
 * secrets and tokens among it. Immutable and thread-safe.
 *
 * @see NetworkOptions an example
 */
public final class InsecureHttp {
    private final String authority;
    private final boolean initialAccessToken;

    private InsecureHttp(String authority, boolean initialAccessToken) {
        this.authority = authority;
        this.initialAccessToken = initialAccessToken;
    }

    /**
     * Returns this host and port.
     *
     * @param authority host and port, such as {@code keycloak:8080}; neither scheme nor path, nor a pattern
     * @throws IllegalArgumentException if it is not that
     */
    public static InsecureHttp to(String authority) {
        EndpointUrl url = parsed(authority);
        if (url == null || url.uri().getPort() < 0 || !url.text().equalsIgnoreCase("https://" + url.authority())) {
            throw new IllegalArgumentException("http is opened to exactly one host and port, such as keycloak:8080");
        }
        return new InsecureHttp(url.authority(), false);
    }

    private static @Nullable EndpointUrl parsed(String authority) {
        try {
            return EndpointUrl.ofOperator("insecureHttp", "https://" + authority);
        } catch (IllegalArgumentException e) {
            // what is no address may be anything
            return null;
        }
    }

    /** Returns the same, to which an initial access token, or what else authorizes a registration, is sent as well. */
    public InsecureHttp withInitialAccessToken() {
        return new InsecureHttp(authority, true);
    }

    /** Returns host and port, in one spelling. */
    public String authority() {
        return authority;
    }

    /** Returns whether what authorizes a registration is sent there. */
    public boolean initialAccessToken() {
        return initialAccessToken;
    }

    /** Prints host and port. */
    @Override
    public String toString() {
        return "InsecureHttp[" + authority + (initialAccessToken ? ", with initial access token]" : "]");
    }
}
