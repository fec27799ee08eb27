package io.github.dcr4j.conformance.way;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import org.junit.jupiter.api.AfterEach;

/** A client whose id is the address of its document, at a server that may take such. */
abstract class ClientDocumentFixture {
    static final String ID = "https://app.example.com/oauth/client.json";
    static final String SUPPORTED = "client_id_metadata_document_supported";

    final DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder()
            .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC, TokenEndpointAuthMethod.NONE));

    @AfterEach
    void close() {
        kit.close();
    }

    void serverTakesDocuments() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(members -> members.put(SUPPORTED, true));
    }

    DcrRequestBuilder builder() {
        return kit.requestBuilder().clientIdDocument(ID);
    }

    DcrRequest request() {
        return builder().build();
    }

    int registrations() {
        return kit.server().at(FakeEndpoint.REGISTRATION).count();
    }

    static ClientRejection refused(DcrCredentials client, String description) {
        return ClientRejection.inTokenResponse(
                        client, 401, "{\"error\":\"invalid_client\",\"error_description\":\"" + description + "\"}")
                .orElseThrow();
    }
}
