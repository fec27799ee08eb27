package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.ScriptedCoordination;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.attempt.ServerPauses;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.flight.CallersCode;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.keep.ClientDeleter;
import io.github.dcr4j.keep.UnpublishedRegistrations;
import io.github.dcr4j.metadata.MetadataClient;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.Samples;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientRegistrarTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final MockWebServer server = new MockWebServer();
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    private final TestClock clock = TestClock.standing();
    private final FakeStore store = new FakeStore();
    private final ScriptedCoordination coordination = new ScriptedCoordination();
    private @Nullable HeldLease lease;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final CallersCode callersCode = new CallersCode(Runnable::run, clock, closing);
    private final ClientRegistrar registrar = new ClientRegistrar(
            new EndpointLookup(new MetadataClient(http, TEN_SECONDS), clock),
            new RegistrationSender(
                    new RegistrationClient(http, clock),
                    new ServerPauses(clock),
                    TEN_SECONDS,
                    new CallersAnswers(callersCode, clock)),
            new ClientDeleter(store, new UnpublishedRegistrations(1), new ManagementClient(http), TEN_SECONDS),
            new ServerClocks(clock));

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
        store.close();
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getPort() + path;
    }

    private Attempt attempt(@Nullable Supplier<Secret> token) {
        DcrRequestBuilder request = DcrRequest.builder("batch")
                .registrationEndpoint(address("/register"))
                .server(s -> s.tokenEndpoint(address("/token")))
                .grantTypes("client_credentials");
        if (token != null) {
            request.initialAccessToken(token);
        }
        Attempt attempt = new Attempt(Samples.spec(request), clock, closing);
        lease = Samples.lease(attempt, coordination, clock, (String) null);
        return attempt;
    }

    private @Nullable Registration register(Attempt attempt) {
        return registrar.register(attempt, Objects.requireNonNull(lease));
    }

    private DcrCredentials registered(Attempt attempt) {
        return ((Registration.Made) Objects.requireNonNull(register(attempt))).credentials();
    }

    private Effect effect() {
        return Objects.requireNonNull(lease).settleEffect();
    }

    private static Supplier<Secret> tokens(String... tokens) {
        Deque<String> left = new ArrayDeque<>(List.of(tokens));
        return () -> Secret.of(left.remove());
    }

    private void answers(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }

    private String client(String members) {
        return "{\"client_id\":\"client-1\",\"registration_client_uri\":\"" + address("/clients/1")
                + "\",\"registration_access_token\":\"management-token\"" + members + "}";
    }

    private static final String SECRET = ",\"client_secret\":\"s3cret\",\"client_secret_expires_at\":0";

    private DcrException failure(Attempt attempt) {
        try {
            return ((Registration.Failed) Objects.requireNonNull(register(attempt))).failure();
        } catch (DcrException e) {
            return e;
        }
    }

    private @Nullable String bearer() throws InterruptedException {
        RecordedRequest sent = server.takeRequest();
        return sent.getHeaders().get("Authorization");
    }

    @Test
    void register_accepted_marksThenPostsOnce() throws InterruptedException {
        answers(201, client(SECRET));
        Attempt attempt = attempt(null);

        DcrCredentials registered = registered(attempt);

        assertThat(registered).extracting(DcrCredentials::clientId).isEqualTo("client-1");
        assertThat(coordination.marks)
                .singleElement()
                .satisfies(mark -> assertThat(mark.call()).isEqualTo(Intent.Call.REGISTER));
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(bearer()).isNull();
        assertThat(effect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(attempt.takeEvents()).isEmpty();
    }

    @Test
    void register_leaseGone_sendsNothing() {
        coordination.leaseHeld = false;
        Attempt attempt = attempt(null);

        assertThat(register(attempt)).isNull();
        assertThat(server.getRequestCount()).isZero();
        assertThat(effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void register_noTimeLeft_neitherMarksNorSends() {
        Attempt attempt = attempt(() -> {
            clock.advance(Duration.ofSeconds(19));
            return Secret.of("token");
        });

        assertThat(register(attempt)).isNull();
        assertThat(coordination.marks).isEmpty();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void register_closing_sendsNothing() {
        Attempt attempt = attempt(null);
        closing.complete(null);

        assertThatThrownBy(() -> register(attempt)).isInstanceOf(DcrClosedException.class);
        assertThat(coordination.marks).isEmpty();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void register_supplierFails_sendsNothingAndQuotesNothing() {
        DcrException failure = failure(attempt(() -> {
            throw new IllegalStateException("TOPSECRET");
        }));

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.getMessage())
                .contains("supplier", "nothing was sent")
                .doesNotContain("TOPSECRET");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway") // what a supplier of a caller without null checks may give
    void register_supplierGivesNone_sendsNothing() {
        DcrException failure = failure(attempt(() -> null));

        assertThat(failure).hasMessageContainingAll("supplier", "gave none");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void register_unauthorizedOnce_asksTheSupplierAgain() throws InterruptedException {
        answers(401, "{\"error\":\"invalid_token\"}");
        answers(201, client(SECRET));
        Attempt attempt = attempt(tokens("first", "second"));

        assertThat(registered(attempt)).isNotNull();

        assertThat(bearer()).isEqualTo("Bearer first");
        assertThat(bearer()).isEqualTo("Bearer second");
        assertThat(coordination.marks).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void register_unauthorizedTwice_isRefused() {
        answers(401, "{\"error\":\"invalid_token\"}");
        answers(401, "{\"error\":\"invalid_token\"}");
        Attempt attempt = attempt(tokens("first", "second", "third"));

        assertThat(failure(attempt)).isInstanceOfSatisfying(DcrRefusedException.class, refused -> {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.getMessage()).doesNotContain("first", "second");
        });
        assertThat(server.getRequestCount()).isEqualTo(2);
        assertThat(effect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(attempt.takeEvents()).isEmpty();
    }

    @Test
    void register_unauthorizedWithoutAToken_isRefusedAtOnce() {
        answers(401, "{}");

        assertThat(failure(attempt(null))).isInstanceOf(DcrRefusedException.class);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void register_tokenThatCannotBeSent_leavesNoEffect() {
        Attempt attempt = attempt(tokens("with a line break\n"));

        assertThat(failure(attempt).getMessage()).doesNotContain("with a line break");
        assertThat(server.getRequestCount()).isZero();
        assertThat(effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void register_serverFailed_isASuspectedOrphan() {
        answers(500, "oops");
        Attempt attempt = attempt(null);

        assertThat(failure(attempt).step()).isEqualTo(Step.REGISTER);
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(effect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.OrphanSuspected.class);
    }

    @Test
    void register_answerUnusable_isDeleted() throws InterruptedException {
        answers(201, client(""));
        answers(204, "");
        Attempt attempt = attempt(null);

        DcrException failure = failure(attempt);

        assertThat(failure).hasMessageContainingAll("client_secret is missing", address("/register"));
        assertThat(failure.orphan()).isEmpty();
        assertThat(server.takeRequest().getMethod()).isEqualTo("POST");
        assertThat(server.takeRequest().getMethod()).isEqualTo("DELETE");
        assertThat(attempt.takeEvents())
                .containsExactly(new DcrEvent.ClientDeleted(attempt.key(), ForeignText.of("client-1")));
        assertThat(effect()).isEqualTo(Effect.ACCOUNTED);
    }

    @Test
    void register_answerUnusableAndNotTakenBack_failureNamesTheOrphan() {
        answers(201, client(""));
        answers(405, "");
        answers(200, client(""));
        Attempt attempt = attempt(null);

        DcrException failure = failure(attempt);

        assertThat(failure.orphan()).hasValueSatisfying(orphan -> {
            assertThat(orphan.clientId()).hasToString("client-1");
            assertThat(orphan.registrationClientUri()).hasToString(address("/clients/1"));
        });
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.Orphaned.class);
    }

    @Test
    void register_answerUnusableButTheStoreUsesThatClient_isLeftAlone() {
        store.usedClientIds.add("client-1");
        answers(201, client(""));
        Attempt attempt = attempt(null);

        assertThat(failure(attempt).orphan()).isEmpty();
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(attempt.takeEvents()).isEmpty();
    }

    @Test
    void register_answerWithoutClientId_isASuspectedOrphan() {
        answers(201, "{\"client_secret\":\"s3cret\"}");
        Attempt attempt = attempt(null);

        assertThat(failure(attempt)).hasMessageContaining("client_id");
        assertThat(effect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.OrphanSuspected.class);
    }

    @Test
    void register_leaseLostBetweenRefusals_sendsNoMoreThanThree() {
        for (int i = 0; i < 4; i++) {
            answers(401, "{\"error\":\"invalid_token\"}");
        }
        Attempt attempt = attempt(tokens("1", "2", "3", "4", "5", "6", "7", "8"));
        coordination.granting = mark -> mark % 2 == 1;

        assertThat(register(attempt)).isNull();
        assertThat(register(attempt)).isNull();

        assertThat(failure(attempt)).isInstanceOf(DcrRefusedException.class);
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void register_okWithAnError_isRefusedWithoutASuspicion() {
        answers(200, "{\"error\":\"registration_disabled\",\"error_description\":\"ask us\"}");
        Attempt attempt = attempt(null);

        assertThat(failure(attempt)).isInstanceOfSatisfying(DcrRefusedException.class, refused -> {
            assertThat(refused.error()).hasValue("registration_disabled");
            assertThat(refused.description()).hasValue("ask us");
            assertThat(refused.status()).isEqualTo(200);
            assertThat(refused.retryable()).isFalse();
        });
        assertThat(server.getRequestCount()).isEqualTo(1);
        effect();
        assertThat(attempt.takeEvents()).isEmpty();
    }

    static Stream<String> idsThatCannotBeUsed() {
        return Stream.of(
                "",
                "\"client_id\":\"" + "x".repeat(8 * 1024 + 1) + "\",",
                "\"client_id\":\"sch\u00f6n\",",
                "\"client_id\":\"\",",
                "\"client_id\":[\"a\"],");
    }

    @ParameterizedTest
    @MethodSource("idsThatCannotBeUsed")
    void register_clientIdCannotBeUsedAndManagementIsGiven_isDeletedByItsManagementUri(String member)
            throws InterruptedException {
        answers(201, unnamed(member));
        answers(204, "");
        Attempt attempt = attempt(null);

        assertThat(failure(attempt)).hasMessageContaining("client_id");

        assertThat(server.takeRequest().getMethod()).isEqualTo("POST");
        RecordedRequest delete = server.takeRequest();
        assertThat(delete.getMethod()).isEqualTo("DELETE");
        assertThat(delete.getTarget()).isEqualTo("/clients/1");
        assertThat(delete.getHeaders().get("Authorization")).isEqualTo("Bearer management-token");
        effect();
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.ClientDeleted.class);
    }

    @Test
    void register_clientIdMissingAndNotDeleted_failureNamesTheManagementUri() {
        answers(201, unnamed(""));
        answers(403, "");
        Attempt attempt = attempt(null);

        assertThat(failure(attempt).orphan())
                .hasValueSatisfying(
                        orphan -> assertThat(orphan.registrationClientUri()).hasToString(address("/clients/1")));
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.Orphaned.class);
    }

    @Test
    void register_clientIdOf8192Characters_isUsed() {
        String id = "x".repeat(8 * 1024);
        answers(201, unnamed("\"client_id\":\"" + id + "\"," + SECRET.substring(1) + ","));

        assertThat(registered(attempt(null)))
                .extracting(DcrCredentials::clientId)
                .isEqualTo(id);
    }

    private String unnamed(String members) {
        return "{" + members + "\"registration_client_uri\":\"" + address("/clients/1")
                + "\",\"registration_access_token\":\"management-token\"}";
    }

    @Test
    void register_serverAddsTheCodeGrant_isUsedForWhatWasAskedFor() {
        answers(201, client(SECRET + ",\"grant_types\":[\"authorization_code\",\"client_credentials\"]"));
        Attempt attempt = attempt(null);

        assertThat(registered(attempt))
                .isNotNull()
                .satisfies(c -> assertThat(c.grantTypes()).containsExactly("client_credentials"));
        assertThat(attempt.takeEvents())
                .containsExactly(
                        new DcrEvent.DeviationTolerated(attempt.key(), "grant-left-out", "grant_types", "array"));
    }

    @Test
    void register_noMethodInCommon_sendsNothing() {
        RequestSpec request = Samples.spec(DcrRequest.builder("batch")
                .registrationEndpoint(address("/register"))
                .server(s -> s.tokenEndpoint(address("/token")))
                .grantTypes("client_credentials")
                .authMethods(TokenEndpointAuthMethod.TLS_CLIENT_AUTH));
        Attempt attempt = Samples.attempt(request, clock);
        lease = Samples.lease(attempt, coordination, clock, (String) null);

        assertThat(failure(attempt).step()).isEqualTo(Step.CHOOSE_AUTH_METHOD);
        assertThat(attempt.step()).isEqualTo(Step.CHOOSE_AUTH_METHOD);
        assertThat(server.getRequestCount()).isZero();
    }
}
