package io.github.dcr4j.conformance.way;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrExplanation;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.MetadataDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client whose id is the address of its metadata document, and what becomes of one that a server refuses. */
class ClientDocumentTest {
    private static final String ID = "https://app.example.com/oauth/client.json";
    private static final String SUPPORTED = "client_id_metadata_document_supported";

    private final DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder()
            .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC, TokenEndpointAuthMethod.NONE));

    @AfterEach
    void close() {
        kit.close();
    }

    private void serverTakesDocuments() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(members -> members.put(SUPPORTED, true));
    }

    private DcrRequestBuilder builder() {
        return kit.requestBuilder().clientIdDocument(ID);
    }

    private DcrRequest request() {
        return builder().build();
    }

    private int registrations() {
        return kit.server().at(FakeEndpoint.REGISTRATION).count();
    }

    private static ClientRejection refused(DcrCredentials client, String description) {
        return ClientRejection.inTokenResponse(
                        client, 401, "{\"error\":\"invalid_client\",\"error_description\":\"" + description + "\"}")
                .orElseThrow();
    }

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

    /** Accepted at the authorization, refused at the token endpoint: three replicas see it at the same time. */
    @Test
    void reportRejected_onThreeReplicas_isTriedOnceAndRegisteredOnce() throws Exception {
        serverTakesDocuments();
        DcrRequest request = request();
        List<DcrResolver> replicas = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            replicas.add(kit.newResolver(settings -> settings));
        }
        DcrCredentials byDocument = replicas.get(0).resolve(request);
        ClientRejection why = refused(byDocument, "client is not acceptable");
        ExecutorService callers = Executors.newFixedThreadPool(12);
        List<Future<DcrCredentials>> reports = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < 12; i++) {
            DcrResolver replica = replicas.get(i % 3);
            reports.add(callers.submit(() -> {
                start.await();
                return replica.reportRejected(request, byDocument, why);
            }));
        }
        start.countDown();
        try {
            await().atMost(Duration.ofMinutes(3)).until(() -> {
                kit.clock().advance(Duration.ofMillis(250)); // who waits for another's lease asks again then
                return reports.stream().allMatch(Future::isDone);
            });
            for (Future<DcrCredentials> report : reports) {
                assertThat(report.get().way()).isEqualTo(Way.REGISTERED);
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(registrations()).isOne();
        assertThat(kit.events().of(DcrEvent.DocumentRefused.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.lasts()).isEqualTo(Duration.ofHours(24));
                    assertThat(event.why()).contains("client is not acceptable");
                });
        assertThat(kit.events().of(DcrEvent.Invalidated.class)).isEmpty();
        assertThat(kit.events().of(DcrEvent.Orphaned.class)).isEmpty();
    }

    @Test
    void resolve_refusedBefore_isRegisteredUntilTheRefusalEnds() {
        serverTakesDocuments();
        DcrRequest request = request();
        DcrResolver resolver = kit.resolver();
        DcrCredentials registered = rejectedOnce(request, "it is not acceptable");

        assertThat(registered.otherWays()).contains("the server refused it", "it is not acceptable");
        kit.clock().advance(Duration.ofHours(23));
        assertThat(resolver.replace(request).way()).isEqualTo(Way.REGISTERED);
        assertThat(resolver.explain(request).way()).isEqualTo(Way.REGISTERED);
        kit.clock().advance(Duration.ofHours(2));
        assertThat(resolver.resolve(request).way()).isEqualTo(Way.REGISTERED); // it works: it is kept
        assertThat(resolver.replace(request).way()).isEqualTo(Way.DOCUMENT);
    }

    private DcrCredentials rejectedOnce(DcrRequest request, String description) {
        DcrCredentials byDocument = kit.resolver().resolve(request);
        return kit.resolver().reportRejected(request, byDocument, refused(byDocument, description));
    }

    @ParameterizedTest
    @CsvSource({
        "the client's document could not be fetched, 1",
        "failed to retrieve the metadata of the client, 1",
        "request to https://app.example.com timed out, 1",
        "the client is not acceptable here, 24",
        // those of oidc-provider
        "client_id metadata document fetch failed, 1",
        "client is not allowed, 24"
    })
    void reportRejected_notFetched_isRememberedForAnHour(String description, int hours) {
        serverTakesDocuments();
        DcrRequest request = request();

        rejectedOnce(request, description);

        assertThat(kit.events().of(DcrEvent.DocumentRefused.class))
                .extracting(DcrEvent.DocumentRefused::lasts)
                .containsExactly(Duration.ofHours(hours));
    }

    @Test
    void replace_documentChanged_isByDocumentAgain() {
        serverTakesDocuments();
        rejectedOnce(request(), "no");

        DcrCredentials client =
                kit.resolver().replace(builder().clientName("Another name").build());

        assertThat(client.way()).isEqualTo(Way.DOCUMENT);
    }

    @Test
    void offerDocumentAgain_byAnOperator_endsTheRefusalForAll() {
        serverTakesDocuments();
        DcrRequest request = request();
        rejectedOnce(request, "no");

        kit.newResolver(settings -> settings).operations().offerDocumentAgain(request);

        assertThat(kit.resolver().replace(request).way()).isEqualTo(Way.DOCUMENT);
    }

    /** What a browser brought counts where the token endpoint confirms it. */
    @Test
    void reportRejected_byABrowser_countsOnceConfirmed() {
        serverTakesDocuments();
        DcrRequest request = request();
        DcrCredentials byDocument = kit.resolver().resolve(request);
        ClientRejection page = ClientRejection.suspected("the authorization page says that the client is unknown");

        // the fake server knows no client by that id, and says so
        DcrCredentials instead = kit.resolver().reportRejected(request, byDocument, page);

        assertThat(instead.way()).isEqualTo(Way.REGISTERED);
        assertThat(kit.events().of(DcrEvent.DocumentRefused.class)).hasSize(1);
    }

    @Test
    void verify_documentIsRefused_registers() {
        serverTakesDocuments();
        DcrRequest request = request();
        kit.resolver().resolve(request);

        kit.resolver().verify(request);

        assertThat(kit.resolver().resolve(request).way()).isEqualTo(Way.REGISTERED);
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
