package io.github.dcr4j.model;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** Credentials, made before the checker watches. */
public final class Clients {
    /** The key that threads meet at. */
    public static final DcrKey KEY =
            DcrKey.builder("gateway", "https://idp.example.com").build();

    /** Generations of that key, {@code g0} to {@code g3}. */
    public static final List<DcrCredentials> GENERATIONS =
            List.of(credentials(0), credentials(1), credentials(2), credentials(3));

    private Clients() {}

    private static DcrCredentials credentials(int number) {
        return DcrCredentials.builder(KEY)
                .clientId("client-" + number)
                .generation("g" + number)
                .clientSecret(Secret.of("secret-of-the-model"))
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .tokenEndpoint(URI.create("https://idp.example.com/token"))
                .createdAt(Instant.EPOCH)
                .build();
    }
}
