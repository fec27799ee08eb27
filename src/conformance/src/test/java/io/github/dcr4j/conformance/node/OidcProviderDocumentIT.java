package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.Login;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** oidc-provider 9, which fetches the metadata document of a client from its id, an address of this machine here. */
@ExtendWith(Node22.class)
class OidcProviderDocumentIT {
    private static final String REDIRECT_URI = "https://app.example.com/callback";

    private final WatchedResolver resolver = new WatchedResolver();
    private DocumentServer documents;
    private DocumentProvider server;
    private DcrRequest request;

    @BeforeEach
    void start() throws Exception {
        documents = new DocumentServer();
        server = DocumentProvider.start(documents.authority());
        request = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .redirectUri(REDIRECT_URI)
                .clientIdDocument(documents.address())
                .build();
        documents.serve(request.clientIdDocument().orElseThrow());
    }

    @AfterEach
    void close() throws Exception {
        resolver.close();
        documents.close();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void resolve_serverTakesTheDocument_getsTokensWithoutARegistration() throws Exception {
        DcrCredentials client = resolver.resolve(request);
        HttpResponse<String> tokens = login(client).tokens();

        assertThat(client.clientId()).isEqualTo(documents.address());
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        assertThat(documents.served()).isPositive();
        assertThat(resolver.sent()).noneMatch(call -> call.startsWith("POST"));
    }

    /** It was there for the authorization endpoint, and is gone for the token endpoint. */
    @Test
    void reportRejected_documentCannotBeFetched_registersAClientThatGetsTokens() throws Exception {
        DcrCredentials first = resolver.resolve(request);
        Login login = login(first);
        String code = login.code();
        documents.withdraw();
        HttpResponse<String> refused = login.tokens(code);
        ClientRejection why = ClientRejection.inTokenResponse(first, refused.statusCode(), refused.body())
                .orElseThrow();

        DcrCredentials second = resolver.reportRejected(request, first, why);

        assertThat(second.clientId()).isNotEqualTo(documents.address());
        assertThat(login(second).tokens().statusCode()).isEqualTo(200);
        assertThat(resolver.resolve(request)).isEqualTo(second);
        assertThat(resolver.published(DcrEvent.DocumentRefused.class)).hasSize(1);
    }

    private static Login login(DcrCredentials client) {
        return new Login(client, REDIRECT_URI, List.of("openid"));
    }
}
