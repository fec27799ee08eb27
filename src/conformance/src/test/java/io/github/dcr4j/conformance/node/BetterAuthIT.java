package io.github.dcr4j.conformance.node;

import static io.github.dcr4j.TokenEndpointAuthMethod.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients at Better Auth, which takes registrations of users' clients from anyone, and has no management of them. */
@ExtendWith(NodeServers.class)
class BetterAuthIT {
    private static final PlainCalls CALLS = new PlainCalls();
    private static final String CALLBACK = "https://app.example.com/callback";
    private static NodeServer server;

    private final WatchedResolver resolver = new WatchedResolver();

    @BeforeAll
    static void start() throws Exception {
        server = NodeServer.start("better-auth.mjs");
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(server);
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    private static DcrRequestBuilder atServer() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .redirectUri(CALLBACK);
    }

    /** Presents a code that the server has never issued. */
    private static HttpResponse<String> codeAnswer(DcrCredentials client) throws Exception {
        return CALLS.token(
                client,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        "never-issued",
                        "redirect_uri",
                        CALLBACK,
                        "code_verifier",
                        "v".repeat(43)));
    }

    @Test
    void resolve_defaultRequest_needsOneDocumentAndOneRegistration() throws Exception {
        DcrCredentials client = resolver.resolve(atServer().build());

        assertThat(resolver.sent())
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server/api/auth", "POST /api/auth/oauth2/register");
        assertThat(client.management()).isEmpty();
        assertThat(resolver.published(DcrEvent.DeviationTolerated.class)).isEmpty();
        assertThat(CALLS.json(codeAnswer(client)).get("error").textValue()).isEqualTo("invalid_grant");
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST", "NONE"})
    void resolve_eachMethod_isTheOneOfTheClient(TokenEndpointAuthMethod method) throws Exception {
        DcrCredentials client = resolver.resolve(atServer().authMethods(method).build());

        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(method);
        assertThat(client.clientSecret().isEmpty()).isEqualTo(method == NONE);
        assertThat(CALLS.json(codeAnswer(client)).get("error").textValue()).isEqualTo("invalid_grant");
    }

    @Test
    void resolve_serviceToService_isRefusedWithTheServersWords() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .grantTypes("client_credentials")
                .build();

        assertThatThrownBy(() -> resolver.resolve(request))
                .isInstanceOf(DcrRefusedException.class)
                .hasMessageContaining("client_credentials grant requires authenticated registration");
    }

    @Test
    void reportRejected_clientThatTheServerForgot_isReplaced() throws Exception {
        DcrRequest request = atServer().build();
        DcrCredentials first = resolver.resolve(request);
        assertThat(server.tell("forget " + first.clientId())).isEqualTo("1");

        HttpResponse<String> answer = CALLS.token(first);
        ClientRejection why = ClientRejection.inTokenResponse(first, answer.statusCode(), answer.body())
                .orElseThrow();
        DcrCredentials second = resolver.reportRejected(request, first, why);

        assertThat(why)
                .hasToString("ClientRejection[CERTAIN, the server answered 401 invalid_client (missing client)]");
        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(CALLS.json(codeAnswer(second)).get("error").textValue()).isEqualTo("invalid_grant");
    }

    /** It looks for a code before it looks for the client, so the token endpoint alone says the same of both. */
    @Test
    void verify_knownAndForgottenClient_areToldApartAtTheAuthorizationEndpoint() throws Exception {
        DcrRequest request = atServer().build();
        DcrCredentials client = resolver.resolve(request);

        Verification known = resolver.verify(request);
        assertThat(server.tell("forget " + client.clientId())).isEqualTo("1");
        Verification forgotten = resolver.verify(request);

        assertThat(known.outcome()).isEqualTo(Verification.Outcome.PROBABLY_ALIVE);
        assertThat(known.evidence())
                .extracting(Verification.Evidence::text)
                .contains("the authorization endpoint sends the browser back to client " + client.clientId());
        assertThat(forgotten.outcome()).isEqualTo(Verification.Outcome.SUSPECTED);
        assertThat(forgotten.evidence())
                .extracting(Verification.Evidence::text)
                .contains("the authorization endpoint leads to a page for error=invalid_client");
        assertThat(resolver.resolve(request)).isEqualTo(client);
    }
}
