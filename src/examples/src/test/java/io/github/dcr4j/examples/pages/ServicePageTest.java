package io.github.dcr4j.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service that calls another one does so as its page shows, and fails as it says. */
class ServicePageTest {
    private static final PageText PAGE = PageText.of("service-to-service.md");

    private static TokenCalls calls(DcrResolver resolver, String issuer) {
        DcrRequest request = DcrRequest.builder("billing") // who we are; any stable name
                .upstreamIssuer(issuer)
                .grantTypes("client_credentials")
                .scopes("orders")
                .build();
        TokenCalls calls = TokenCalls.of(resolver, request); // one per program
        return calls;
    }

    @Test
    void token_usedUntilShortlyBeforeItsEnd_isAskedForOnce() throws Exception {
        try (DcrTestKit kit = DcrTestKit.start()) {
            ServiceTokens tokens =
                    new ServiceTokens(calls(kit.resolver(), kit.server().issuer()), kit.clock());

            Secret first = tokens.token();
            kit.clock().advance(Duration.ofSeconds(200));
            Secret same = tokens.token();
            kit.clock().advance(Duration.ofSeconds(60));
            Secret next = tokens.token();

            assertThat(same).isEqualTo(first);
            assertThat(next).isNotEqualTo(first);
            assertThat(kit.server().at(FakeEndpoint.TOKEN).count()).isEqualTo(2);
        }
    }

    @Test
    void token_serverForgotTheClient_comesAllTheSame() throws Exception {
        try (DcrTestKit kit = DcrTestKit.start()) {
            ServiceTokens tokens =
                    new ServiceTokens(calls(kit.resolver(), kit.server().issuer()), kit.clock());
            Secret first = tokens.token();
            kit.server().forgetAll();
            kit.clock().advance(Duration.ofMinutes(10));

            assertThat(tokens.token()).isNotEqualTo(first);
            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
        }
    }

    @Test
    void request_ofAPublicClient_saysWhatIsShown() {
        PAGE.showsWhatComesOf(() -> DcrRequest.builder("billing")
                .upstreamIssuer("https://idp.example.com")
                .publicClient()
                .grantTypes("client_credentials")
                .build());
    }

    @Test
    void resolve_emptyResponseTypesAreRefused_saysWhatIsShown() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            kit.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.refusal("invalid_client_metadata", "response_types must not be empty"));

            PAGE.showsWhatComesOf(
                    () -> calls(kit.resolver(), "https://idp.example.com").call(TokenGrant.clientCredentials()));
        }
    }

    @Test
    void resolve_serverIsDown_saysWhatIsShown() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            kit.server().at(FakeEndpoint.METADATA).answerAlways(FakeAnswer.status(503));

            PAGE.showsWhatComesOf(
                    () -> calls(kit.resolver(), "https://idp.example.com").call(TokenGrant.clientCredentials()));
        }
    }
}
