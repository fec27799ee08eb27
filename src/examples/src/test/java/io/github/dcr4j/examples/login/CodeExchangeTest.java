package io.github.dcr4j.examples.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that repeat in their errors what they were sent. */
class CodeExchangeTest {
    private static final Secret CODE = Secret.of("the-code-of-this-login");

    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private final CodeExchange codes = new CodeExchange(DcrClock.system());
    private final MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
    private final DcrResolver resolver = DcrResolver.builder(store).build();
    private final ServerHttp http = resolver.serverHttp(DcrRequest.builder("https://gateway.example.com")
            .upstreamIssuer(server.issuer())
            .build());
    private final DcrCredentials client = DcrCredentials.builder(
                    DcrKey.builder("https://gateway.example.com", server.issuer())
                            .build())
            .clientId("client-1")
            .clientSecret(Secret.of("the-secret-of-the-client"))
            .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_POST)
            .tokenEndpoint(server.tokenEndpoint())
            .authorizationEndpoint(server.authorizationEndpoint())
            .createdAt(Instant.EPOCH)
            .build();
    private final BegunLogin login =
            BegunLogin.with(client, "idp", List.of(), "https://gateway.example.com/oauth/callback", Instant.EPOCH);

    @AfterEach
    void close() {
        resolver.close();
        store.close();
        server.close();
    }

    private String echo() {
        return "unknown: " + CODE.reveal() + " " + login.verifier().reveal() + " "
                + client.clientSecret().orElseThrow().reveal();
    }

    private <T extends LoginFailedException> T failure(Class<T> kind, FakeAnswer answer) {
        server.at(FakeEndpoint.TOKEN).answerNext(answer);
        T failure = catchThrowableOfType(
                kind, () -> codes.redeem(CODE, login, client, ClientAuthentication.withoutKeys(), http, null));
        assertThat(server.at(FakeEndpoint.TOKEN).calls().get(0).form())
                .containsEntry("code", CODE.reveal())
                .containsEntry("code_verifier", login.verifier().reveal());
        return failure;
    }

    @Test
    void redeem_clientOfAKey_isAuthenticatedByIt() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        ClientAuthentication byKey =
                ClientAuthentication.builder().keys(ClientKey.of("k1", pair)).build();
        DcrCredentials ofKey = DcrCredentials.builder(client.key())
                .clientId("client-2")
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.PRIVATE_KEY_JWT)
                .tokenEndpoint(server.tokenEndpoint())
                .authorizationEndpoint(server.authorizationEndpoint())
                .createdAt(Instant.EPOCH)
                .build();
        server.at(FakeEndpoint.TOKEN)
                .answerNext(FakeAnswer.json(200, Map.of("access_token", "a-token-of-a-user", "token_type", "Bearer")));

        TokenResponse tokens = codes.redeem(CODE, login, ofKey, byKey, http, null);

        assertThat(tokens.granted()).isNotEmpty();
        assertThat(server.at(FakeEndpoint.TOKEN).calls().get(0).form())
                .containsEntry("client_id", "client-2")
                .containsKey("client_assertion");
    }

    @Test
    void redeem_rejectionRepeatsWhatWasSent_isMasked() {
        ClientRejectedException rejected = failure(
                ClientRejectedException.class,
                FakeAnswer.refusal("invalid_client", echo()).withStatus(401));

        assertThat(rejected.why().text())
                .contains("401 invalid_client", "unknown: ")
                .doesNotContain(CODE.reveal(), login.verifier().reveal(), "the-secret-of-the-client");
    }

    @Test
    void redeem_refusalRepeatsWhatWasSent_isMasked() {
        LoginFailedException refused = failure(
                LoginFailedException.class,
                FakeAnswer.refusal(
                        "invalid_grant: " + CODE.reveal() + login.verifier().reveal(), echo()));

        assertThat(refused)
                .isNotInstanceOf(ClientRejectedException.class)
                .hasMessage("The token endpoint refused the code: 400 invalid_grant: [redacted][redacted]");
    }
}
