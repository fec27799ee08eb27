package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import java.net.URI;

/**
 * The keys that replicas are asked for, by short names: each has a consumer of its own, and with it a redirect URI of
 * its own, by which the server's records tell whose a client is.
 */
public final class KeyNames {
    private static final String DOMAIN = ".example.com";

    private KeyNames() {}

    /** Returns what is asked for under {@code name}, which must do as a label of a host name. */
    public static DcrRequest request(String name, String issuer) {
        return requestBuilder(name, issuer).build();
    }

    /** Begins to describe what is asked for under {@code name}. */
    public static DcrRequestBuilder requestBuilder(String name, String issuer) {
        return DcrRequest.builder("https://" + name + DOMAIN)
                .upstreamIssuer(issuer)
                .scopes("openid");
    }

    static String of(DcrKey key) {
        return ofUri(key.consumer());
    }

    /** Returns the name of the key that a redirect URI belongs to. */
    public static String ofUri(String uri) {
        String host = URI.create(uri).getHost();
        return host.substring(0, host.length() - DOMAIN.length());
    }
}
