package io.github.dcr4j.testkit;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * Sample values for tests: keys, credentials and management data that look like those of a real server. The addresses
 * in them lead nowhere. Thread-safe.
 *
 * @see DcrTestKit an example
 */
public final class DcrFixtures {
    private static final String UPSTREAM = "https://idp.example.com/tenants/a";

    private DcrFixtures() {}

    /** Returns the key of a gateway for {@code scopes} at one upstream. */
    public static DcrKey key(String... scopes) {
        return DcrKey.builder("https://gateway.example.com", UPSTREAM)
                .redirectUris(List.of("https://gateway.example.com/oauth/callback"))
                .scopes(List.of(scopes))
                .profile("confidential")
                .build();
    }

    /**
     * Starts credentials of a confidential client named {@code clientId} that never expire and can be managed; its
     * secrets are derived from the name, its generation is random.
     */
    public static DcrCredentialsBuilder credentials(DcrKey key, String clientId) {
        return DcrCredentials.builder(key)
                .clientId(clientId)
                .clientSecret(Secret.of("sample-secret-of-" + clientId))
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .management(management(clientId, "sample-token-of-" + clientId))
                .issuer(UPSTREAM)
                .authorizationEndpoint(URI.create(UPSTREAM + "/authorize"))
                .tokenEndpoint(URI.create(UPSTREAM + "/token"))
                .redirectUris(key.redirectUris())
                .scopes(key.scopes())
                .grantTypes(List.of("authorization_code", "refresh_token"))
                .createdAt(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Starts credentials with every property set, with characters that are hard on a stored format. */
    public static DcrCredentialsBuilder completeCredentials(DcrKey key) {
        String hard = "é ß 漢字 \uD83D\uDD11 \"quoted\" \\ back : colon\ttab";
        return credentials(key, "client/ü:\uD83D\uDD11")
                .clientSecret(Secret.of("s%C3ecret+ &=\"\\é\uD83D\uDD11"))
                .management(new DcrManagement(
                        "client/ü:\uD83D\uDD11",
                        URI.create(UPSTREAM + "/register/1?client_id=1&sig=a%2Fb%3D&x=%C3%A9"),
                        Secret.of("token-._~+/==é")))
                .issParameterSupported(true)
                .pkceS256Supported(true)
                .requestedScopes(List.of("offline_access", "\"asked\\for"))
                .registeredMetadata(
                        "{\"client_name\":\"" + "漢字 \uD83D\uDD11" + "\",\"n\":1.50,\"deep\":{\"a\":[null,true]}}")
                .clientIdIssuedAt(Instant.parse("2026-01-01T00:00:00.123Z"))
                .clientSecretExpiresAt(Instant.parse("2091-02-03T04:05:06.789Z"))
                .createdAt(Instant.parse("2026-01-01T00:00:01.987Z"))
                .providerName(hard)
                .way(ClientStatus.Way.DOCUMENT, "none is registered by hand \"here\" \\ 漢字");
    }

    /** Starts credentials of a public client without anything that may be absent. */
    public static DcrCredentialsBuilder minimalCredentials(DcrKey key) {
        return DcrCredentials.builder(key)
                .clientId("c")
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.NONE)
                .tokenEndpoint(URI.create(UPSTREAM + "/token"))
                .createdAt(Instant.EPOCH);
    }

    /** Returns the management data of {@code clientId} with {@code token}. */
    public static DcrManagement management(String clientId, String token) {
        return new DcrManagement(
                clientId,
                URI.create(UPSTREAM + "/register?client_id=" + clientId.replaceAll("[^A-Za-z0-9]", "-")),
                Secret.of(token));
    }
}
