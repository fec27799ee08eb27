package io.github.dcr4j.benchmarks;

import io.github.dcr4j.resolver.DcrRequest;

/** The service that asks for credentials in every benchmark. */
final class Gateway {
    static final String CONSUMER = "https://gateway.example.com";

    private Gateway() {}

    /** Returns what the service asks for at {@code issuer}. */
    static DcrRequest at(String issuer) {
        return DcrRequest.builder(CONSUMER)
                .upstreamIssuer(issuer)
                .scopes("openid", "profile")
                .build();
    }
}
