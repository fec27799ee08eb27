package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import io.github.dcr4j.token.TokenResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;

/** The code of the page about authentication, line for line. */
class TokenPageTest {
    @Test
    void call_fromNothing_getsAToken() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            TokenOutcome outcome = fromNothing(server.issuer());

            assertThat(outcome.response().status()).isEqualTo(200);
            assertThat(outcome.response().body()).contains("access_token");
        }
    }

    private static TokenOutcome fromNothing(String issuer) throws IOException, InterruptedException {
        MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
        DcrResolver resolver = DcrResolver.builder(store).build();
        DcrRequestBuilder service = DcrRequest.builder("my-service").upstreamIssuer(issuer);
        TokenCalls tokens =
                TokenCalls.of(resolver, service.grantTypes("client_credentials").build());
        TokenOutcome outcome = tokens.call(TokenGrant.clientCredentials());
        resolver.close();
        store.close();
        return outcome;
    }

    @Test
    void call_withTheCallersHttpClient_getsAToken() throws Exception {
        try (DcrTestKit kit = DcrTestKit.start()) {
            TokenCalls tokens = TokenCalls.of(
                    kit.resolver(),
                    kit.requestBuilder().grantTypes("client_credentials").build());

            assertThat(withOwnHttp(tokens).response().status()).isEqualTo(200);
        }
    }

    private static TokenOutcome withOwnHttp(TokenCalls tokens) throws IOException, InterruptedException {
        TokenOutcome outcome = tokens.call(TokenGrant.clientCredentials(), post -> {
            HttpRequest.Builder http = HttpRequest.newBuilder(post.uri()).POST(BodyPublishers.ofString(post.body()));
            post.headers().forEach(http::header);
            HttpResponse<String> answer = HttpClient.newHttpClient().send(http.build(), BodyHandlers.ofString());
            return new TokenResponse(answer.statusCode(), answer.body());
        });
        return outcome;
    }

    @Test
    void rotateKeys_asThePageShows_isARequestOfTwoKeys() throws Exception {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = keys(kit.server().issuer(), TestKeys.pair("secp256r1"), TestKeys.pair("secp256r1"));

            assertThat(request.authentication().keys()).hasSize(2);
        }
    }

    private static DcrRequest keys(String issuer, KeyPair next, KeyPair former) {
        ClientAuthentication authentication = ClientAuthentication.builder()
                .keys(ClientKey.of("2026-12", next), ClientKey.of("2026-11", former)) // the first one signs
                .build();
        return DcrRequest.builder("https://gateway.example.com")
                .upstreamIssuer(issuer)
                .authentication(authentication)
                .build();
    }
}
