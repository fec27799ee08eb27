package io.github.dcr4j.conformance.way;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.conformance.TestKeys;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that announce documents and refuse one. */
class DocumentRefusedTest extends ClientDocumentFixture {
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
    @ValueSource(
            strings = {
                "Assertion has expired",
                "JWT expired",
                "Invalid signature",
                "unknown kid",
                "jti already used",
                "aud mismatch",
                "this client may not use this scope",
                "missing grant_type parameter"
            })
    void reportRejected_aboutTheCall_keepsTheClient(String description) {
        serverTakesDocuments();
        DcrRequest request = request();
        DcrCredentials byDocument = kit.resolver().resolve(request);
        String body = "{\"error\":\"invalid_client\",\"error_description\":\"" + description + "\"}";

        ClientRejection.inTokenResponse(byDocument, 401, body)
                .ifPresent(why -> kit.resolver().reportRejected(request, byDocument, why));

        assertThat(kit.resolver().resolve(request)).isEqualTo(byDocument);
        assertThat(kit.resolver().replace(request).way()).isEqualTo(Way.DOCUMENT);
        assertThat(kit.events().of(DcrEvent.DocumentRefused.class)).isEmpty();
    }

    @Test
    void reportRejected_lateOfAReplacedGeneration_holdsBackNoDocument() {
        serverTakesDocuments();
        DcrRequest request = request();
        DcrCredentials first = kit.resolver().resolve(request);
        ClientRejection why = refused(first, "no");
        kit.resolver().reportRejected(request, first, why);
        kit.resolver().operations().offerDocumentAgain(request);
        DcrCredentials second = kit.resolver().replace(request);

        DcrCredentials answered = kit.newResolver(settings -> settings).reportRejected(request, first, why);

        assertThat(second.way()).isEqualTo(Way.DOCUMENT);
        assertThat(answered).isEqualTo(second);
        assertThat(kit.resolver().replace(request).way()).isEqualTo(Way.DOCUMENT);
        assertThat(kit.events().of(DcrEvent.DocumentRefused.class)).hasSize(1);
    }

    /** A client whose keys cannot be read for a while, or are too many for a document, is ended all the same. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reportRejected_documentCannotBeMade_endsTheClient(boolean unreadable) throws Exception {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(members -> {
            members.put(SUPPORTED, true);
            members.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt"));
            members.put("token_endpoint_auth_signing_alg_values_supported", List.of("ES256"));
        });
        AtomicReference<KeyPair> pair = new AtomicReference<>(TestKeys.pair("secp256r1"));
        AtomicBoolean failing = new AtomicBoolean();
        DcrRequest request = builder()
                .authentication(ClientAuthentication.builder()
                        .keys(() -> {
                            if (failing.get() && unreadable) {
                                throw new IllegalArgumentException("the key file cannot be read");
                            }
                            return IntStream.range(0, failing.get() ? 40 : 1)
                                    .mapToObj(i -> ClientKey.of("k" + i, Objects.requireNonNull(pair.get())))
                                    .toList();
                        })
                        .build())
                .build();
        DcrCredentials byDocument = kit.resolver().resolve(request);
        assertThat(byDocument.way()).isEqualTo(Way.DOCUMENT);
        failing.set(true);

        // without keys nothing can be registered in its place either
        Throwable unused = catchThrowable(
                () -> kit.resolver().reportRejected(request, byDocument, refused(byDocument, "client is not allowed")));

        assertThat(kit.events().of(DcrEvent.DocumentRefused.class)).hasSize(1);
        assertThat(kit.store().find(request.key())).isNull();
        // a replica that has other keys does not try the document once more
        failing.set(false);
        pair.set(TestKeys.pair("secp256r1"));
        assertThat(kit.resolver().explain(request).text()).contains("the server refused it");
    }
}
