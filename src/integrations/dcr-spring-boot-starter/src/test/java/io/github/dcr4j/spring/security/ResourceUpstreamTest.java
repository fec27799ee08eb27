package io.github.dcr4j.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.web.util.UriComponentsBuilder;

/** Where a resource names the server, requests name the resource, and ask for its scopes. */
class ResourceUpstreamTest extends UpstreamFixture {
    private Upstreams byResource(String... grants) {
        names("notes:read", "notes:write");
        return upstreams(UpstreamConfig.builder(NAME)
                .resource(server().resource().toString())
                .redirectUri("https://app.example.com/back")
                .dcr(request -> request.grantTypes(grants))
                .build());
    }

    private void names(String... scopes) {
        server().at(FakeEndpoint.RESOURCE_METADATA)
                .rewriteAnswers(members -> members.put("scopes_supported", List.of(scopes)));
    }

    private static MockHttpServletRequest login() {
        return new MockHttpServletRequest("GET", "/oauth2/authorization/" + NAME);
    }

    private static Map<String, List<String>> query(OAuth2AuthorizationRequest request) {
        return UriComponentsBuilder.fromUriString(request.getAuthorizationRequestUri())
                .build()
                .getQueryParams();
    }

    @Test
    void authorizationRequest_namesTheResourceAndAsksForItsScopes() {
        DcrClientRegistrationRepository registrations =
                new DcrClientRegistrationRepository(byResource("authorization_code"));

        OAuth2AuthorizationRequest begun =
                Objects.requireNonNull(new DcrAuthorizationRequestResolver(registrations).resolve(login()));

        assertThat(begun.getScopes()).containsExactly("notes:read", "notes:write");
        assertThat(begun.getAdditionalParameters())
                .containsEntry("resource", server().resource().toString());
        assertThat(query(begun).get("resource")).singleElement().asString().doesNotContain("://");
        assertThat(begun.<String>getAttribute(DcrClientRegistrationRepository.GENERATION))
                .isNotNull();
    }

    @Test
    void authorizationRequest_ofAnApplicationThatNamesAResource_isLeftAsItIs() {
        DcrClientRegistrationRepository registrations =
                new DcrClientRegistrationRepository(byResource("authorization_code"));
        DefaultOAuth2AuthorizationRequestResolver own =
                new DefaultOAuth2AuthorizationRequestResolver(registrations, "/oauth2/authorization");
        own.setAuthorizationRequestCustomizer(
                request -> request.additionalParameters(Map.of("resource", "https://other.example.com")));

        OAuth2AuthorizationRequest begun =
                Objects.requireNonNull(new DcrAuthorizationRequestResolver(registrations, own).resolve(login()));

        assertThat(query(begun).get("resource")).containsExactly("https://other.example.com");
    }

    @Test
    void upstreamByIssuer_namesNone() {
        DcrClientRegistrationRepository registrations = new DcrClientRegistrationRepository(upstreams(request -> {}));

        OAuth2AuthorizationRequest begun =
                Objects.requireNonNull(new DcrAuthorizationRequestResolver(registrations).resolve(login()));

        assertThat(query(begun)).doesNotContainKey("resource");
    }

    @Test
    void tokenRequests_nameTheResource() {
        DcrClientRegistrationRepository registrations =
                new DcrClientRegistrationRepository(byResource("client_credentials", "refresh_token"));
        DcrTokenResponseClients clients = new DcrTokenResponseClients(registrations);
        ClientRegistration registration = registration(registrations);

        clients.clientCredentials().getTokenResponse(new OAuth2ClientCredentialsGrantRequest(registration));
        server().at(FakeEndpoint.TOKEN)
                .answerNext(FakeAnswer.json(200, Map.of("access_token", "token-2", "token_type", "Bearer")));
        clients.refreshToken()
                .getTokenResponse(new OAuth2RefreshTokenGrantRequest(
                        registration,
                        new OAuth2AccessToken(
                                OAuth2AccessToken.TokenType.BEARER, "access-1", Instant.EPOCH, Instant.MAX),
                        new OAuth2RefreshToken("refresh-token-1", Instant.EPOCH)));

        assertThat(server().at(FakeEndpoint.TOKEN).calls())
                .hasSize(2)
                .extracting(RecordedCall::form)
                .allSatisfy(form -> assertThat(form)
                        .containsEntry("resource", server().resource().toString()));
        assertThat(server().at(FakeEndpoint.TOKEN).calls().get(0).form())
                .containsEntry("scope", "notes:read notes:write");
    }

    @Test
    void scopes_thatTheResourceNamesLater_areAskedForWithTheSameClient() {
        DcrClientRegistrationRepository registrations =
                new DcrClientRegistrationRepository(byResource("client_credentials"));
        ClientRegistration before = registration(registrations);
        names("notes:read");
        kit.clock().advance(SECRET_LIFE.dividedBy(4).plus(Duration.ofMinutes(1)));

        ClientRegistration after = registration(registrations); // has the metadata read behind it
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (after.getScopes().size() > 1 && System.nanoTime() < end) {
            Thread.onSpinWait();
            after = registration(registrations);
        }

        assertThat(after.getClientId()).isEqualTo(before.getClientId());
        assertThat(after.getScopes()).containsExactly("notes:read");
    }

    @Test
    void loginPage_asksNobody() {
        DcrClientRegistrationRepository registrations =
                new DcrClientRegistrationRepository(byResource("authorization_code"));

        assertThat(registrations)
                .singleElement()
                .satisfies(shown -> assertThat(shown.getClientName()).isEqualTo(NAME));
        assertThat(server().calls()).isEmpty();
    }
}
