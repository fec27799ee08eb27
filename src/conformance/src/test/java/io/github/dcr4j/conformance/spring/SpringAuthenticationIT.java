package io.github.dcr4j.conformance.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.conformance.InitialAccessTokens;
import io.github.dcr4j.conformance.PublishedKeys;
import io.github.dcr4j.conformance.SecretAuthenticationContract;
import io.github.dcr4j.conformance.TestKeys;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients get tokens from Spring Authorization Server by every method that it registers, while their keys are replaced.
 */
class SpringAuthenticationIT extends SecretAuthenticationContract {
    /** Root issuer; keys at http addresses are taken, because this machine has no certificate. */
    private static SpringAuthorizationServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SpringAuthorizationServer.builder()
                .oidcRegistration()
                .keysOverHttp()
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void call_keysReplacedAtTheirAddress_isAcceptedBeforeDuringAndAfter() throws Exception {
        ClientKey former = TestKeys.ec("k1");
        ClientKey next = TestKeys.ec("k2");
        try (PublishedKeys keys = new PublishedKeys(former)) {
            DcrRequest request = atServer()
                    .authentication(keys.authentication())
                    .metadata(m -> m.jwksUri(keys.uri()))
                    .build();

            String clientId = accepted(request).client().clientId();
            keys.replace(former, next);
            accepted(request);
            keys.replace(next, former);
            accepted(request);
            resolver.operations().rotateKeys(request);
            keys.replace(next);

            assertThat(accepted(request).client().clientId()).isEqualTo(clientId);
            assertThat(TestKeys.header(sender.sent().get(sender.sent().size() - 1))
                            .get("kid")
                            .textValue())
                    .isEqualTo("k2");
            assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(1);
        }
    }

    @Test
    void call_keyOfAnotherAlgorithmThanRegistered_isRefusedBeforeAnythingIsSent() throws Exception {
        try (PublishedKeys keys = new PublishedKeys(TestKeys.ec("k1"))) {
            DcrRequest request = atServer()
                    .authentication(keys.authentication())
                    .metadata(m -> m.jwksUri(keys.uri()))
                    .build();
            accepted(request);
            int before = sender.sent().size();
            keys.replace(TestKeys.rsa("k2"));

            assertThatThrownBy(() -> resolver.tokens(request).call(GRANT, sender))
                    .isInstanceOf(DcrException.class)
                    .hasMessageContaining("is registered to sign with ES256 (token_endpoint_auth_signing_alg)");
            assertThat(sender.sent()).hasSize(before);
        }
    }

    @Override
    protected DcrRequestBuilder atServer() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .initialAccessToken(new InitialAccessTokens(server::initialAccessToken))
                .redirectUri("https://app.example.com/callback")
                .grantTypes("authorization_code", "client_credentials");
    }
}
