package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a registration that failed leads whoever reads it to the cause. */
class RegistrationMessageTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <html><head><title>Not allowed</title><style>h1 {color: red}</style></head><body>x</body></html>|Not allowed
                    <html><style type="text/css">h1 {color: red}</style><body><h1>Stop</h1></body></html>|Stop
                    <html><title> </title><body>Stop<script>if (a) b();</script></body></html>|Stop
                    <html><body>Stop<style>h1 {color|Stop
                    """)
    void resolve_refusedByAPage_tellsWhatAReaderOfThePageSees(String page, String shown) {
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.status(403).withBody("text/html", page));

        DcrRefusedException refused = refusalOf(kit.request("openid"));

        assertThat(refused.description()).hasValue(shown);
        assertThat(refused)
                .hasMessage(
                        "registration at %s was refused: 403 (%s); a page answered, so there may be no registration"
                                + " endpoint at that address; check the initial access token, and what the server's policy"
                                + " allows (trusted hosts, scopes, number of clients)",
                        kit.server().registrationEndpoint(), shown);
    }

    @Test
    void resolve_initialAccessTokenLacksAScope_doesNotBlameTheClientsScopes() {
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.json(403, Map.of("error", "insufficient_scope")));
        DcrRequest request = kit.requestBuilder()
                .initialAccessToken(() -> Secret.of("token"))
                .build();

        DcrRefusedException refused = refusalOf(request);

        assertThat(refused)
                .hasMessage(
                        "registration at %s was refused: 403 insufficient_scope; the initial access token very likely lacks a"
                                + " scope that the server wants it to have (RFC 6750, section 3.1): get one that was made for"
                                + " registration",
                        kit.server().registrationEndpoint());
    }

    @Test
    void resolve_refusedByPolicyUnderTheSameCode_pointsAtThePolicy() {
        FakeAnswer policy = FakeAnswer.json(
                403, Map.of("error", "insufficient_scope", "error_description", "Policy 'Trusted Hosts' rejected it"));
        kit.server().at(FakeEndpoint.REGISTRATION).answerNext(policy);
        DcrRequest request = kit.requestBuilder()
                .initialAccessToken(() -> Secret.of("token"))
                .build();

        DcrRefusedException refused = refusalOf(request);

        assertThat(refused)
                .hasMessageContaining("(Policy 'Trusted Hosts' rejected it)")
                .hasMessageContaining("only from hosts that it trusts")
                .hasMessageContaining("client registration policies")
                .hasMessageNotContaining("very likely");
    }

    @Test
    void resolve_scopesOfTheServersListRefused_namesThem() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(metadata -> metadata.put("scopes_supported", List.of("openid", "email")));
        kit.server().at(FakeEndpoint.REGISTRATION).refuseNext("invalid_scope");

        kit.server().at(FakeEndpoint.REGISTRATION).refuseNext("invalid_scope");

        DcrRefusedException refused = refusalOf(DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(kit.server().issuer())
                .scopePolicy(ScopePolicy.SERVER_LIST)
                .build());

        assertThat(refused)
                .hasMessageContaining("invalid_scope")
                .hasMessageContaining("the server may accept no scopes at registration, or others (sent: email):"
                        + " change the scopes or the scope policy (OMIT sends none)");
    }

    @Test
    void resolve_publicClientMadeConfidential_doesNotAdviseMethodsThatAPublicClientCannotSet() {
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(client -> {
            client.put("token_endpoint_auth_method", "client_secret_basic");
            client.put("client_secret", "secret");
        });
        DcrRequest request = kit.requestBuilder()
                .publicClient()
                .server(s -> s.authMethods(TokenEndpointAuthMethod.NONE).supportsPkceS256())
                .build();

        DcrException failure =
                catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request));

        assertThat(failure)
                .hasMessage(
                        "the server at %s registered a client that cannot be used: its token_endpoint_auth_method is"
                                + " client_secret_basic where none was asked for; the server makes the client a confidential"
                                + " one: ask for that (no publicClient), or have a public client registered by hand",
                        kit.server().registrationEndpoint());
    }

    @Test
    void resolve_refusedWhereTheAddressIsAGuess_saysSo() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(metadata -> metadata.remove("registration_endpoint"));
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.status(429).withHeader("Retry-After", "7"));

        DcrRefusedException refused = refusalOf(kit.request("openid"));

        assertThat(refused)
                .hasMessageEndingWith(
                        "; the server's metadata names no registration_endpoint, so that address is a guess:"
                                + " registration may not be switched on there (server(s -> s.registerPathFallback(false)) stops guessing)");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.retryAfter()).hasValue(Duration.ofSeconds(7));
    }

    @Test
    void resolve_toldToWaitUntilADate_countsByTheResolversClock() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                kit.clock().now().plusSeconds(90).atOffset(ZoneOffset.UTC));
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.status(503).withHeader("Retry-After", date));

        DcrRefusedException refused = refusalOf(kit.request("openid"));

        assertThat(refused)
                .hasMessage(
                        "registration at %s was refused: 503; the server asks to try again later: after 90 s at the earliest",
                        kit.server().registrationEndpoint());
        assertThat(refused.retryAfter()).hasValue(Duration.ofSeconds(90));
    }

    private DcrRefusedException refusalOf(DcrRequest request) {
        return catchThrowableOfType(
                DcrRefusedException.class, () -> kit.resolver().resolve(request));
    }
}
