package io.github.dcr4j.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.oauth2.client.ClientAuthorizationRequiredException;
import org.springframework.security.oauth2.client.endpoint.JwtBearerGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.TokenExchangeGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.jwt.Jwt;

/** What Spring's own clients make of the server's answers is understood, and what is no rejection is passed on. */
class DcrTokenResponseClientsTest extends UpstreamFixture {
    private static final Map<String, String> REJECTED = Map.of("error", "invalid_client");

    private final Upstreams upstreams = headless();
    private final DcrClientRegistrationRepository registrations = new DcrClientRegistrationRepository(upstreams);
    private final DcrTokenResponseClients clients = new DcrTokenResponseClients(registrations);
    private final OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> headless =
            clients.clientCredentials();

    private OAuth2ClientCredentialsGrantRequest request() {
        return new OAuth2ClientCredentialsGrantRequest(registration(registrations));
    }

    private OAuth2AuthorizationException failure(FakeAnswer answer) {
        server().at(FakeEndpoint.TOKEN).answerNext(answer);
        return catchThrowableOfType(OAuth2AuthorizationException.class, () -> headless.getTokenResponse(request()));
    }

    static Stream<FakeAnswer> rejections() {
        return Stream.of(
                FakeAnswer.json(401, REJECTED),
                FakeAnswer.json(400, REJECTED),
                FakeAnswer.json(403, REJECTED),
                FakeAnswer.json(401, Map.of("error", "unauthorized_client")),
                FakeAnswer.json(400, Map.of("error", "invalid_request", "error_description", "Client not found")));
    }

    @ParameterizedTest
    @MethodSource("rejections")
    void rejection_inAnyForm_isSeenAndTheRequestSentOnceMore(FakeAnswer rejection) {
        OAuth2ClientCredentialsGrantRequest request = request();
        String gone = client(upstreams).credentials().clientId();
        server().at(FakeEndpoint.TOKEN).answerNext(rejection);

        assertThat(headless.getTokenResponse(request).getAccessToken().getTokenValue())
                .isNotEmpty();

        assertThat(client(upstreams).credentials().clientId()).isNotEqualTo(gone);
        assertThat(server().at(FakeEndpoint.TOKEN).count()).isEqualTo(2);
        assertThat(server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    static Stream<FakeAnswer> otherAnswers() {
        return Stream.of(
                FakeAnswer.json(400, Map.of("error", "invalid_scope")),
                FakeAnswer.json(400, Map.of("error", "invalid_grant", "error_description", "client not found")),
                FakeAnswer.json(200, Map.of("token_type", "Bearer")),
                FakeAnswer.status(500),
                FakeAnswer.status(404),
                FakeAnswer.status(302));
    }

    @ParameterizedTest
    @MethodSource("otherAnswers")
    void otherAnswer_keepsTheClientAndIsWhatSpringMakesOfIt(FakeAnswer answer) {
        String kept = client(upstreams).credentials().clientId();

        OAuth2AuthorizationException failure = failure(answer);

        server().at(FakeEndpoint.TOKEN).answerNext(answer);
        OAuth2AuthorizationException ofSpring = catchThrowableOfType(
                OAuth2AuthorizationException.class,
                () -> new RestClientClientCredentialsTokenResponseClient().getTokenResponse(request()));
        assertThat(failure).hasMessage(ofSpring.getMessage()).hasSameClassAs(ofSpring);
        assertThat(failure.getError().getErrorCode())
                .isEqualTo(ofSpring.getError().getErrorCode());
        assertThat(client(upstreams).credentials().clientId()).isEqualTo(kept);
    }

    @Test
    void connectionThatBreaks_keepsTheClient() {
        String kept = client(upstreams).credentials().clientId();

        OAuth2AuthorizationException failure = failure(FakeAnswer.droppedBeforeProcessing());

        assertThat(failure.getError().getErrorCode()).isEqualTo("invalid_token_response");
        assertThat(client(upstreams).credentials().clientId()).isEqualTo(kept);
    }

    @Test
    void rejection_whoseClientCannotBeReplaced_namesTheUpstream() {
        OAuth2ClientCredentialsGrantRequest request = request();
        server().at(FakeEndpoint.TOKEN).answerNext(FakeAnswer.json(401, REJECTED));
        server().at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");

        UpstreamUnavailableException failure =
                catchThrowableOfType(UpstreamUnavailableException.class, () -> headless.getTokenResponse(request));

        assertThat(failure).hasMessageContaining("upstream 'reports'").hasCause(failure.failure());
        assertThat(failure.getClientRegistrationId()).isEqualTo(NAME);
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(OAuth2AuthorizationException.class);
    }

    @Test
    void registrationOfAnotherUpstream_isPassedOn() {
        ClientRegistration byHand = ClientRegistration.withClientRegistration(registration(registrations))
                .registrationId("by-hand")
                .build();
        server().at(FakeEndpoint.TOKEN).answerNext(FakeAnswer.json(401, REJECTED));

        OAuth2AuthorizationException failure = catchThrowableOfType(
                OAuth2AuthorizationException.class,
                () -> headless.getTokenResponse(new OAuth2ClientCredentialsGrantRequest(byHand)));

        assertThat(failure.getError().getErrorCode()).isEqualTo("invalid_token_response");
        assertThat(kit.events().of(DcrEvent.Invalidated.class)).isEmpty();
    }

    private OAuth2RefreshTokenGrantRequest refresh(ClientRegistration obtainedBy) {
        return new OAuth2RefreshTokenGrantRequest(
                obtainedBy,
                new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "access-1", Instant.EPOCH, Instant.MAX),
                new OAuth2RefreshToken("refresh-token-1", Instant.EPOCH));
    }

    @Test
    void refreshToken_ofAClientThatIsGone_isDroppedAndDemandsALogin() {
        ClientRegistration obtainedBy = registration(registrations);
        server().forgetAll();

        List<OAuth2AuthorizationException> failures = Stream.of(1, 2)
                .map(i -> catchThrowableOfType(
                        OAuth2AuthorizationException.class,
                        () -> clients.refreshToken().getTokenResponse(refresh(obtainedBy))))
                .toList();

        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure.getError().getErrorCode()).isEqualTo("invalid_grant");
            assertThat(failure).hasCauseInstanceOf(ClientAuthorizationRequiredException.class);
        });
        // the second was not sent at all: another client is the current one
        assertThat(server().at(FakeEndpoint.TOKEN).count()).isEqualTo(1);
        assertThat(server().clients()).hasSize(1);
    }

    @Test
    void tokenExchange_whoseClientIsGone_isSentOnceMoreWithTheNext() {
        ClientRegistration exchanging = ClientRegistration.withClientRegistration(registration(registrations))
                .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
                .build();
        OAuth2AccessToken subject = new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER, "subject-token-1", Instant.EPOCH, Instant.MAX);
        server().at(FakeEndpoint.TOKEN)
                .answerNext(
                        FakeAnswer.json(401, REJECTED),
                        FakeAnswer.json(200, Map.of("access_token", "token-1", "token_type", "Bearer")));

        assertThat(clients.tokenExchange()
                        .getTokenResponse(new TokenExchangeGrantRequest(exchanging, subject, null))
                        .getAccessToken()
                        .getTokenValue())
                .isEqualTo("token-1");

        assertThat(server().at(FakeEndpoint.TOKEN).calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.form()).containsEntry("subject_token", "subject-token-1"));
        assertThat(client(upstreams).credentials().clientId()).isNotEqualTo(exchanging.getClientId());
    }

    @Test
    void jwtBearer_asTheOnlyGrant_isTheRegistrations_andIsSentOnceMoreWithTheNextClient() {
        String grant = AuthorizationGrantType.JWT_BEARER.getValue();
        server().at(FakeEndpoint.METADATA)
                .rewriteAnswers(members -> members.put("grant_types_supported", List.of(grant)));
        server().at(FakeEndpoint.REGISTRATION)
                .rewriteRequests(members -> members.put("grant_types", List.of("client_credentials")))
                .rewriteAnswers(members -> members.put("grant_types", List.of(grant)));
        Upstreams only = upstreams(request -> request.grantTypes(grant));
        DcrClientRegistrationRepository registered = new DcrClientRegistrationRepository(only);
        ClientRegistration registration = registration(registered);
        Jwt assertion = Jwt.withTokenValue("assertion-of-a-test-1")
                .header("alg", "ES256")
                .subject("somebody")
                .build();
        server().at(FakeEndpoint.TOKEN)
                .answerNext(
                        FakeAnswer.json(401, REJECTED),
                        FakeAnswer.json(200, Map.of("access_token", "token-1", "token_type", "Bearer")));

        OAuth2AccessTokenResponse response = new DcrTokenResponseClients(registered)
                .jwtBearer()
                .getTokenResponse(new JwtBearerGrantRequest(registration, assertion));

        assertThat(registration.getAuthorizationGrantType()).isEqualTo(AuthorizationGrantType.JWT_BEARER);
        assertThat(response.getAccessToken().getTokenValue()).isEqualTo("token-1");
        assertThat(server().at(FakeEndpoint.TOKEN).calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.form())
                        .containsEntry("assertion", "assertion-of-a-test-1")
                        .containsEntry("grant_type", grant));
        assertThat(client(only).credentials().clientId()).isNotEqualTo(registration.getClientId());
    }

    @Test
    void clientWithAKey_signsByTheLibraryInTheFormOfSprings() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        ClientAuthentication keys = ClientAuthentication.builder()
                .keys(ClientKey.of("key-1", generator.generateKeyPair()))
                .build();
        Upstreams byKey = upstreams(UpstreamConfig.builder(NAME)
                .client("client-by-hand")
                .authentication(keys)
                .authorizationEndpoint(server().authorizationEndpoint().toString())
                .tokenEndpoint(server().tokenEndpoint().toString())
                .build());
        DcrClientRegistrationRepository registered = new DcrClientRegistrationRepository(byKey);
        ClientRegistration headlessToo = ClientRegistration.withClientRegistration(registration(registered))
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .build();
        server().at(FakeEndpoint.TOKEN)
                .answerNext(FakeAnswer.json(200, Map.of("access_token", "token-1", "token_type", "Bearer")));

        new DcrTokenResponseClients(registered)
                .clientCredentials()
                .getTokenResponse(new OAuth2ClientCredentialsGrantRequest(headlessToo));

        Map<String, String> form =
                server().at(FakeEndpoint.TOKEN).calls().get(0).form();
        assertThat(form)
                .containsKey("client_assertion")
                .containsEntry("client_id", "client-by-hand")
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .doesNotContainKey("client_secret");
    }
}
