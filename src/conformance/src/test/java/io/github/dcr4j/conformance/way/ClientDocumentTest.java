package io.github.dcr4j.conformance.way;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrExplanation;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.MetadataDocument;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that take a document, and such that do not say so. */
class ClientDocumentTest extends ClientDocumentFixture {
    @Test
    void resolve_serverTakesDocuments_registersNothing() {
        serverTakesDocuments();
        DcrRequest request = request();

        DcrCredentials client = kit.resolver().resolve(request);

        assertThat(client.clientId()).isEqualTo(ID);
        assertThat(client.way()).isEqualTo(Way.DOCUMENT);
        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.NONE);
        assertThat(client.clientSecret()).isEmpty();
        assertThat(client.issuer()).hasValue(kit.server().issuer());
        assertThat(client.registeredMetadata())
                .isEqualTo(new String(request.clientIdDocument().orElseThrow().body(), UTF_8));
        assertThat(registrations()).isZero();
        assertThat(kit.newResolver(settings -> settings).resolve(request)).isEqualTo(client);
        assertThat(kit.events().of(DcrEvent.WayTaken.class)).containsExactly(DcrEvent.WayTaken.of(client));
        assertThat(kit.events().of(DcrEvent.Registered.class)).isEmpty();
    }

    @Test
    void resolveAsync_serverTakesDocuments_registersNothing() {
        serverTakesDocuments();

        assertThat(kit.resolver().resolveAsync(request()).join().way()).isEqualTo(Way.DOCUMENT);
        assertThat(registrations()).isZero();
    }

    @Test
    void resolve_serverDoesNotSaySo_registersAndSaysWhy() {
        DcrCredentials client = kit.resolver().resolve(request());

        assertThat(client.way()).isEqualTo(Way.REGISTERED);
        assertThat(client.otherWays()).contains(ID, SUPPORTED);
        assertThat(kit.resolver().operations().list())
                .singleElement()
                .satisfies(stored -> assertThat(stored.otherWays()).isEqualTo(client.otherWays()));
        assertThat(kit.events().of(DcrEvent.WayTaken.class)).containsExactly(DcrEvent.WayTaken.of(client));
        assertThat(kit.events().of(DcrEvent.Registered.class)).hasSize(1);
    }

    @Test
    void resolve_onlyTheOtherDocumentSaysSo_isByDocument() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.builder()
                .authMethods(TokenEndpointAuthMethod.NONE)
                .documents(MetadataDocument.values())
                .start()) {
            boolean[] first = {true};
            server.at(FakeEndpoint.METADATA).rewriteAnswers(members -> {
                if (!first[0]) {
                    members.put(SUPPORTED, true);
                }
                first[0] = false;
            });
            DcrRequest request = DcrRequest.builder("https://app.example.com")
                    .upstreamIssuer(server.issuer())
                    .clientIdDocument(ID)
                    .build();

            assertThat(kit.resolver().resolve(request).way()).isEqualTo(Way.DOCUMENT);
            assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isZero();
        }
    }

    @Test
    void resolve_serverTakesNoMethodOfTheDocument_registersAndSaysWhy() {
        serverTakesDocuments();
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(members -> {
            members.put(SUPPORTED, true);
            members.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic"));
        });

        DcrCredentials client = kit.resolver().resolve(request());

        assertThat(client.way()).isEqualTo(Way.REGISTERED);
        assertThat(client.otherWays()).contains("authenticates by none");
    }

    @Test
    void resolve_serverRegistersNobody_isByDocument() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(members -> {
            members.put(SUPPORTED, true);
            members.remove("registration_endpoint");
        });

        DcrCredentials client = kit.resolver()
                .resolve(builder().server(s -> s.registerPathFallback(false)).build());

        assertThat(client.way()).isEqualTo(Way.DOCUMENT);
    }

    @Test
    void explain_andStatus_sayTheWay() {
        serverTakesDocuments();
        DcrRequest request = request();

        DcrExplanation explanation = kit.resolver().explain(request);
        kit.resolver().resolve(request);

        assertThat(explanation.way()).isEqualTo(Way.DOCUMENT);
        assertThat(explanation.registration()).isNull();
        assertThat(explanation.problem()).isNull();
        assertThat(explanation.text()).contains("DOCUMENT; registration: the client's metadata document goes first");
        assertThat(kit.resolver().status(request).way()).isEqualTo(Way.DOCUMENT);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com/client.json?v=1, query",
        "https://app.example.com/client.json#top, fragment",
        "https://user@app.example.com/client.json, user",
        "https://app.example.com/a/../client.json, dot segments",
        "https://app.example.com/a/%2E%2e/client.json, dot segments",
        "http://app.example.com/client.json, https",
        "https://app.example.com, path",
        "https://app.example.com/, path"
    })
    void build_idBreaksARule_namesIt(String id, String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kit.requestBuilder().clientIdDocument(id).build())
                .withMessageContaining(rule);
        assertThat(kit.server().calls()).isEmpty();
    }
}
