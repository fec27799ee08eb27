package io.github.dcr4j.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.upstream.Upstreams;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;

/** A refresh token stays with the client that obtained it, whichever service keeps it. */
class DcrAuthorizedClientServiceTest extends UpstreamFixture {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Authentication USER = new TestingAuthenticationToken("somebody", "");
    private static final String TOKEN = "refresh:token:of-somebody";

    private final Upstreams upstreams = headless();
    private final DcrClientRegistrationRepository registrations = new DcrClientRegistrationRepository(upstreams);
    private final OAuth2AuthorizedClientService kept = new InMemoryOAuth2AuthorizedClientService(registrations);
    private final DcrAuthorizedClientService service = at(registrations, NOW);

    private DcrAuthorizedClientService at(DcrClientRegistrationRepository replica, Instant now) {
        return new DcrAuthorizedClientService(replica, kept, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static OAuth2AuthorizedClient authorized(ClientRegistration registration, @Nullable String refreshToken) {
        return new OAuth2AuthorizedClient(
                registration,
                USER.getName(),
                new OAuth2AccessToken(TokenType.BEARER, "access-1", NOW.minusSeconds(10), NOW.plusSeconds(300)),
                refreshToken == null ? null : new OAuth2RefreshToken(refreshToken, NOW));
    }

    private static @Nullable OAuth2AuthorizedClient load(OAuth2AuthorizedClientService from) {
        return from.loadAuthorizedClient(NAME, USER.getName());
    }

    private static String refreshToken(OAuth2AuthorizedClient client) {
        return Objects.requireNonNull(client.getRefreshToken()).getTokenValue();
    }

    @Test
    void load_sameClient_givesTheTokenAsItWasIssued() {
        service.saveAuthorizedClient(authorized(registration(registrations), TOKEN), USER);

        OAuth2AuthorizedClient loaded = Objects.requireNonNull(load(service));

        assertThat(refreshToken(loaded)).isEqualTo(TOKEN);
        assertThat(loaded.getClientRegistration()).isSameAs(registration(registrations));
        assertThat(refreshToken(Objects.requireNonNull(load(kept))))
                .startsWith("dcr4j:")
                .endsWith(":" + TOKEN);
    }

    @Test
    void load_onAnotherReplicaAfterAReplacement_hasTheClientThatObtainedIt() {
        ClientRegistration former = registration(registrations);
        service.saveAuthorizedClient(authorized(former, TOKEN), USER);
        kit.clock().advance(SECRET_LIFE.plusSeconds(1));
        DcrClientRegistrationRepository replica = new DcrClientRegistrationRepository(headless());

        OAuth2AuthorizedClient loaded = Objects.requireNonNull(load(at(replica, NOW)));

        assertThat(registration(replica).getClientId()).isNotEqualTo(former.getClientId());
        assertThat(loaded.getClientRegistration().getClientId()).isEqualTo(former.getClientId());
        assertThat(loaded.getClientRegistration().getClientSecret()).isEqualTo(former.getClientSecret());
        assertThat(refreshToken(loaded)).isEqualTo(TOKEN);
    }

    @Test
    void load_clientThatIsGone_givesTheAccessTokenUntilItExpires() {
        ClientRegistration gone = ClientRegistration.withClientRegistration(registration(registrations))
                .clientId("client-that-is-gone")
                .build();
        service.saveAuthorizedClient(authorized(gone, TOKEN), USER);

        OAuth2AuthorizedClient loaded = Objects.requireNonNull(load(service));

        assertThat(loaded.getAccessToken().getTokenValue()).isEqualTo("access-1");
        assertThat(loaded.getRefreshToken()).isNull();
        assertThat(load(at(registrations, NOW.plus(Duration.ofMinutes(5))))).isNull();
    }

    @Test
    void load_savedWithoutThisService_isTakenForTheCurrentClients() {
        kept.saveAuthorizedClient(authorized(registration(registrations), TOKEN), USER);

        assertThat(refreshToken(Objects.requireNonNull(load(service)))).isEqualTo(TOKEN);
    }

    @Test
    void tokensWithoutARefreshTokenAndRemoval_areTheOtherServices() {
        service.saveAuthorizedClient(authorized(registration(registrations), null), USER);
        assertThat(load(service)).isNotNull();

        service.removeAuthorizedClient(NAME, USER.getName());

        assertThat(load(service)).isNull();
        assertThat(load(kept)).isNull();
    }
}
