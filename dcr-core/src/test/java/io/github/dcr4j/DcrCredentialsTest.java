package io.github.dcr4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Field;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DcrCredentialsTest {
    private static final DcrKey KEY =
            DcrKey.builder("https://consumer", "https://idp").build();
    private static final URI TOKEN = URI.create("https://idp/token");
    /** The characters a client id and a secret may consist of: VSCHAR of RFC 6749, appendix A. */
    private static final String PRINTABLE = printable();

    private static String printable() {
        StringBuilder text = new StringBuilder();
        for (char c = ' '; c <= '~'; c++) {
            text.append(c);
        }
        return text.toString();
    }

    private static DcrCredentialsBuilder client(TokenEndpointAuthMethod method) {
        return DcrCredentials.builder(KEY)
                .clientId("client")
                .clientSecret(Secret.of("s3cret"))
                .tokenEndpointAuthMethod(method)
                .tokenEndpoint(TOKEN)
                .createdAt(Instant.EPOCH);
    }

    @Test
    void build_requiredPropertyMissing_namesIt() {
        assertThatIllegalStateException()
                .isThrownBy(() -> DcrCredentials.builder(KEY).build())
                .withMessageContaining("clientId");
        assertThatIllegalStateException()
                .isThrownBy(() -> DcrCredentials.builder(KEY).clientId("c").build())
                .withMessageContaining("tokenEndpointAuthMethod");
        assertThatIllegalStateException()
                .isThrownBy(() -> DcrCredentials.builder(KEY)
                        .clientId("c")
                        .tokenEndpointAuthMethod(TokenEndpointAuthMethod.NONE)
                        .build())
                .withMessageContaining("tokenEndpoint");
        assertThatIllegalStateException()
                .isThrownBy(() -> DcrCredentials.builder(KEY)
                        .clientId("c")
                        .tokenEndpointAuthMethod(TokenEndpointAuthMethod.NONE)
                        .tokenEndpoint(TOKEN)
                        .build())
                .withMessageContaining("createdAt");
    }

    @ParameterizedTest
    @EnumSource
    void build_noSecret_isRefusedWhereTheMethodNeedsOne(TokenEndpointAuthMethod method) {
        DcrCredentialsBuilder builder = client(method).clientSecret(null);

        if (method.needsSecret()) {
            assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining(method.wireName());
        } else {
            assertThat(builder.build().clientSecret()).isEmpty();
        }
    }

    @Test
    void build_codeGrantWithoutAuthorizationEndpoint_isRefused() {
        DcrCredentialsBuilder builder =
                client(TokenEndpointAuthMethod.CLIENT_SECRET_POST).grantTypes(List.of("authorization_code"));

        assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("authorizationEndpoint");
        assertThat(builder.authorizationEndpoint(URI.create("https://idp/authorize"))
                        .build()
                        .grantTypes())
                .containsExactly("authorization_code");
    }

    @Test
    void builder_wrongValue_isRefusedAtOnce() {
        DcrCredentialsBuilder builder = DcrCredentials.builder(KEY);

        assertThatIllegalArgumentException().isThrownBy(() -> builder.clientId(""));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.generation(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.version(-1))
                .withMessageContaining("-1");
    }

    @Test
    void build_generationNotGiven_isRandom128Bits() {
        String one = client(TokenEndpointAuthMethod.NONE).build().generation();
        String other = client(TokenEndpointAuthMethod.NONE).build().generation();

        assertThat(one).matches("[0-9a-f]{32}").isNotEqualTo(other);
    }

    @Test
    void build_instantsWithNanoseconds_areCutToTheMillisecond() {
        Instant fine = Instant.parse("2026-01-01T00:00:00.123456789Z");

        DcrCredentials client = client(TokenEndpointAuthMethod.NONE)
                .createdAt(fine)
                .clientIdIssuedAt(fine)
                .clientSecretExpiresAt(fine)
                .build();

        Instant cut = Instant.parse("2026-01-01T00:00:00.123Z");
        assertThat(client.createdAt()).isEqualTo(cut);
        assertThat(client.clientIdIssuedAt()).contains(cut);
        assertThat(client.clientSecretExpiresAt()).contains(cut);
        assertThat(client.expiresAtMillis()).isEqualTo(cut.toEpochMilli());
        assertThat(client.createdAtMillis()).isEqualTo(cut.toEpochMilli());
    }

    @Test
    void expiresAtMillis_neverExpires_isTheGreatestNumber() {
        assertThat(client(TokenEndpointAuthMethod.NONE).build().expiresAtMillis())
                .isEqualTo(Long.MAX_VALUE);
    }

    /**
     * A record in memory is mostly text: a parsed address would be four times its length, a copy of the key's lists
     * twice theirs.
     */
    @Test
    void build_addressesAndWhatTheKeyHasToo_areHeldAsTextAndOnce() {
        DcrKey key = DcrKey.builder("https://consumer", "https://idp")
                .redirectUris(List.of("https://consumer/back"))
                .scopes(List.of("a", "b"))
                .build();

        DcrCredentials client = DcrCredentials.builder(key)
                .clientId("client")
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.NONE)
                .tokenEndpoint(TOKEN)
                .issuer(String.valueOf("https://idp".toCharArray()))
                .redirectUris(new ArrayList<>(key.redirectUris()))
                .scopes(new ArrayList<>(key.scopes()))
                .requestedScopes(new ArrayList<>(key.scopes()))
                .createdAt(Instant.EPOCH)
                .build();

        assertThat(client.issuer().orElseThrow()).isSameAs(key.upstream());
        assertThat(client.redirectUris()).isSameAs(key.redirectUris());
        assertThat(client.scopes()).isSameAs(key.scopes());
        assertThat(client.requestedScopes()).isSameAs(key.scopes());
        assertThat(Stream.of(DcrCredentials.class, DcrManagement.class)
                        .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                        .map(Field::getType))
                .doesNotContain(URI.class);
    }

    @Test
    void hasEndpoints_ownOrAny_isTrueAndAnyOtherIsNot() {
        URI login = URI.create("https://idp/login?tenant=%C3%BC");
        DcrCredentials client = client(TokenEndpointAuthMethod.NONE)
                .authorizationEndpoint(login)
                .build();

        assertThat(client.authorizationEndpoint()).contains(login);
        assertThat(client.tokenEndpoint()).isEqualTo(TOKEN);
        assertThat(client.hasEndpoints(login, TOKEN)).isTrue();
        assertThat(client.hasEndpoints(null, null)).isTrue();
        assertThat(client.hasEndpoints(TOKEN, null)).isFalse();
        assertThat(client.hasEndpoints(login, login)).isFalse();
        assertThat(client(TokenEndpointAuthMethod.NONE).build().hasEndpoints(login, null))
                .isFalse();
    }

    @Test
    void toBuilder_unchanged_isEqualAndNewGenerationIsNot() {
        DcrCredentials client = client(TokenEndpointAuthMethod.NONE).version(3).build();

        assertThat(client.toBuilder().build()).isEqualTo(client).hasSameHashCodeAs(client);
        DcrCredentials renewed = client.toBuilder().newGeneration().build();
        assertThat(renewed.generation()).isNotEqualTo(client.generation());
        assertThat(renewed.version()).isZero();
    }

    @Test
    void authenticate_basic_survivesEveryPrintableCharacter() {
        DcrCredentials client = client(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .clientId("id " + PRINTABLE)
                .clientSecret(Secret.of(PRINTABLE + "%41+"))
                .build();
        Map<String, String> headers = new HashMap<>();
        Map<String, String> form = new HashMap<>();

        client.authenticate(headers::put, form::put);

        assertThat(form).isEmpty();
        assertThat(headers).containsOnlyKeys("Authorization");
        String value = headers.getOrDefault("Authorization", "");
        assertThat(value).startsWith("Basic ");
        String[] pair =
                new String(Base64.getDecoder().decode(value.substring("Basic ".length())), UTF_8).split(":", -1);
        assertThat(pair).hasSize(2);
        assertThat(URLDecoder.decode(pair[0], UTF_8)).isEqualTo("id " + PRINTABLE);
        assertThat(URLDecoder.decode(pair[1], UTF_8)).isEqualTo(PRINTABLE + "%41+");
    }

    @Test
    void authenticate_post_givesPlainFormFieldsOnly() {
        Map<String, String> headers = new HashMap<>();
        Map<String, String> form = new HashMap<>();

        client(TokenEndpointAuthMethod.CLIENT_SECRET_POST)
                .clientSecret(Secret.of(PRINTABLE))
                .build()
                .authenticate(headers::put, form::put);

        assertThat(headers).isEmpty();
        assertThat(form).isEqualTo(Map.of("client_id", "client", "client_secret", PRINTABLE));
    }

    @Test
    void authenticate_publicClientWithASecret_doesNotSendIt() {
        Map<String, String> headers = new HashMap<>();
        Map<String, String> form = new HashMap<>();

        client(TokenEndpointAuthMethod.NONE).build().authenticate(headers::put, form::put);

        assertThat(headers).isEmpty();
        assertThat(form).isEqualTo(Map.of("client_id", "client"));
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT_SECRET_JWT", "PRIVATE_KEY_JWT", "TLS_CLIENT_AUTH", "SELF_SIGNED_TLS_CLIENT_AUTH"})
    void authenticate_methodOfTheCallers_isRefusedAndNothingGiven(TokenEndpointAuthMethod method) {
        Map<String, String> given = new HashMap<>();
        DcrCredentials client = client(method).build();

        assertThatIllegalStateException()
                .isThrownBy(() -> client.authenticate(given::put, given::put))
                .withMessageContaining(method.wireName());
        assertThat(given).isEmpty();
    }

    @Test
    void toString_everySecretSet_showsNone() {
        DcrCredentials client = client(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .management(new DcrManagement(
                        "client", URI.create("https://idp/register?sig=querySecret"), Secret.of("t0ken")))
                .registeredMetadata("{\"contacts\":[\"someone@example.com\"]}")
                .build();

        assertThat(client.toString()).contains("client", client.generation());
        assertThat(client + " " + client.management())
                .doesNotContain("s3cret", "t0ken", "querySecret", "someone@example.com");
    }
}
