package io.github.dcr4j.conformance.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.Login;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.ClientRejection.Certainty;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The MCP SDK for Python, with the library's defaults: a client that works, and one whose death is noticed. */
@ExtendWith(PythonServers.class)
class McpPythonSdkIT {

    private static final List<String> VERSIONS = PythonServers.VERSIONS;
    private static final String REDIRECT_URI = "https://app.example.com/callback";

    private final WatchedResolver resolver = new WatchedResolver();

    @AfterEach
    void close() {
        resolver.close();
    }

    static List<String> versions() {
        return VERSIONS;
    }

    /** The first version knows no {@code client_secret_basic}. */
    static List<String> versionsWithBasic() {
        return VERSIONS.subList(1, VERSIONS.size());
    }

    /**
     * The metadata lists {@code client_secret_post} first, and the token endpoint wants a {@code client_id} in the
     * form.
     */
    @ParameterizedTest
    @MethodSource("versions")
    void resolve_defaultRequest_registersAClientThatGetsTokens(String version) throws Exception {
        try (PythonServer server = PythonServer.start(version)) {
            DcrCredentials client = resolver.resolve(request(server).build());

            HttpResponse<String> tokens = new Login(client, REDIRECT_URI).tokens();

            assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_POST);
            assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void reportRejected_forgottenClient_isReplacedByOneThatGetsTokens(String version) throws Exception {
        try (PythonServer server = PythonServer.start(version)) {
            DcrRequest request = request(server).build();
            DcrCredentials first = resolver.resolve(request);
            Login login = new Login(first, REDIRECT_URI);
            String code = login.code();
            server.forget(first.clientId());

            Optional<ClientRejection> rejection = rejection(first, login.tokens(code));
            DcrCredentials second = resolver.reportRejected(request, first, rejection.orElseThrow());

            assertThat(rejection.orElseThrow().certainty()).isEqualTo(Certainty.CERTAIN);
            assertThat(second.clientId()).isNotEqualTo(first.clientId());
            assertThat(new Login(second, REDIRECT_URI).tokens().statusCode()).isEqualTo(200);
            assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(2);
        }
    }

    /** The server's clock is ahead of the resolver's, which therefore does not know that the secret has expired. */
    @ParameterizedTest
    @MethodSource("versions")
    void reportRejected_expiredSecret_isReplacedByOneThatGetsTokens(String version) throws Exception {
        try (PythonServer server = PythonServer.start(version, "--secret-life=7200")) {
            DcrRequest request = request(server).build();
            DcrCredentials first = resolver.resolve(request);
            server.advance(Duration.ofHours(3));

            Optional<ClientRejection> rejection = rejection(first, new Login(first, REDIRECT_URI).tokens());
            resolver.clock().advance(Duration.ofHours(3));
            DcrCredentials second = resolver.reportRejected(request, first, rejection.orElseThrow());

            assertThat(rejection.orElseThrow().certainty()).isEqualTo(Certainty.CERTAIN);
            assertThat(rejection.orElseThrow().text()).contains("Client secret has expired");
            assertThat(second.clientId()).isNotEqualTo(first.clientId());
            assertThat(new Login(second, REDIRECT_URI).tokens().statusCode()).isEqualTo(200);
        }
    }

    /** What the server misses is a parameter: the client lives, and is not to be replaced sixty times an hour. */
    @ParameterizedTest
    @MethodSource("versionsWithBasic")
    void inTokenResponse_basicAuthenticationAnsweredMissingClientId_isNoRejection(String version) throws Exception {
        try (PythonServer server = PythonServer.start(version)) {
            DcrRequest request = request(server)
                    .server(s -> s.authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC))
                    .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                    .build();
            DcrCredentials client = resolver.resolve(request);

            HttpResponse<String> refused = new Login(client, REDIRECT_URI).tokens();

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("Missing client_id");
            assertThat(rejection(client, refused)).isEmpty();
        }
    }

    private static Optional<ClientRejection> rejection(DcrCredentials client, HttpResponse<String> answer) {
        return ClientRejection.inTokenResponse(client, answer.statusCode(), answer.body());
    }

    private static DcrRequestBuilder request(PythonServer server) {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .redirectUri(REDIRECT_URI);
    }
}
