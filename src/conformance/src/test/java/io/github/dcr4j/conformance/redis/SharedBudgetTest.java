package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.conformance.life.PostTimes;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.net.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server that cannot or will not register, in front of several replicas that never stop asking: one budget holds for
 * all.
 */
@ExtendWith(RedisExtension.class)
class SharedBudgetTest {
    private static final int REPLICAS = 3;
    private static final int CALLERS_EACH = 4;
    /** Redis counts whole milliseconds, and so does the machine's clock here. */
    private static final Duration ROUNDING = Duration.ofMillis(5);

    private final Callers callers = new Callers();
    private final PostTimes posts = new PostTimes(Instant::now);
    private final Service service;
    private final DcrRequest request;

    SharedBudgetTest(RedisStandalone redis) {
        service = Service.on(redis);
        request = service.request("openid");
    }

    @AfterEach
    void close() {
        callers.close();
        service.close();
    }

    private DcrResolverBuilder noting(DcrResolverBuilder resolver) {
        return resolver.httpClient(new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .addInterceptor(posts)
                .build());
    }

    private List<Replica> replicas() {
        return service.replicas(REPLICAS, ReplicaSettings.usual(), this::noting);
    }

    /**
     * Lets the next registrations fail, has everybody ask until they have a client, and returns what went wrong
     * meanwhile.
     */
    private List<DcrException> askThrough(FakeAnswer failing, int times) {
        service.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(Collections.nCopies(times, failing).toArray(FakeAnswer[]::new));
        List<Load> loads = replicas().stream()
                .flatMap(replica -> Collections.nCopies(CALLERS_EACH, replica).stream())
                .map(replica -> Load.begin(callers, replica, List.of(request)))
                .toList();
        await().atMost(Callers.BOUND)
                .until(() -> loads.stream()
                        .allMatch(load -> load.answers().stream().anyMatch(answer -> answer.given() != null)));
        loads.forEach(Load::stop);
        assertThat(loads).allMatch(Load::awaitEnd);
        assertThat(loads.stream()
                        .flatMap(load -> load.answers().stream())
                        .map(Load.Answer::given)
                        .filter(Objects::nonNull)
                        .map(DcrCredentials::generation)
                        .distinct())
                .hasSize(1);
        return loads.stream()
                .flatMap(load -> load.failures().stream())
                .map(DcrException.class::cast)
                .toList();
    }

    /** Whoever did not send the registration that failed is told when to come back. */
    private static void assertTold(List<DcrException> failures, int status) {
        assertThat(failures)
                .allMatch(DcrException::retryable)
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining(String.valueOf(status)));
        assertThat(failures.stream().filter(failure -> failure.step() == DcrException.Step.CLAIM))
                .isNotEmpty()
                .allMatch(failure -> failure.retryAfter().isPresent());
    }

    @Test
    void resolve_serverBusy_replicasTogetherTryEverMoreRarely() {
        List<DcrException> failures = askThrough(FakeAnswer.status(503), 3);

        assertTold(failures, 503);
        assertThat(posts.times()).hasSize(4);
        List<Duration> pauses = posts.pauses();
        for (int i = 0; i < pauses.size(); i++) {
            Duration half = Duration.ofSeconds(1L << i).dividedBy(2);
            assertThat(pauses.get(i)).isGreaterThanOrEqualTo(half.minus(ROUNDING));
        }
    }

    @ParameterizedTest
    @CsvSource({"503, 2", "429, 3"})
    void resolve_serverSaysWhenToComeBack_noReplicaComesEarlier(int status, int seconds) {
        FakeAnswer busy = FakeAnswer.status(status).withHeader("Retry-After", String.valueOf(seconds));

        List<DcrException> failures = askThrough(busy, 2);

        assertTold(failures, status);
        assertThat(posts.times()).hasSize(3);
        assertThat(posts.pauses())
                .allSatisfy(pause -> assertThat(pause)
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(seconds).minus(ROUNDING)));
    }

    @Test
    void resolve_refusedOnOneReplica_othersLearnOfItAndAChangedRequestIsTriedAtOnce() throws Exception {
        List<Replica> replicas = replicas();
        service.server().at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");
        DcrRequest changed =
                service.requestBuilder("openid").clientName("another name").build();

        List<DcrRefusedException> refusals = callers.each(replicas, this::refused);
        DcrCredentials registered = replicas.get(2).resolver().resolve(changed);

        assertThat(changed.key()).isEqualTo(request.key());
        assertThat(refusals).hasSize(REPLICAS).allSatisfy(refusal -> {
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.error()).contains("invalid_client_metadata");
            assertThat(refusal.retryable()).isFalse();
        });
        assertThat(posts.times()).hasSize(2);
        assertThat(callers.each(replicas, replica -> replica.resolver().resolve(request)))
                .containsOnly(registered);
        assertThat(posts.times()).hasSize(2);
    }

    private DcrRefusedException refused(Replica replica) {
        DcrRefusedException refusal = catchThrowableOfType(
                DcrRefusedException.class, () -> replica.resolver().resolve(request));
        // again, and with nothing else under way
        DcrRefusedException again = catchThrowableOfType(
                DcrRefusedException.class, () -> replica.resolver().resolve(request));
        assertThat(again).isNotNull();
        assertThat(again.step()).isEqualTo(DcrException.Step.CLAIM);
        return refusal;
    }

    @Test
    void reportRejected_ceilingReachedByAllTogether_holdsBackEachOfThemAndThatKeyOnly() throws Exception {
        int ceiling = 4;
        List<Replica> replicas = service.replicas(
                REPLICAS,
                ReplicaSettings.usual(),
                resolver -> noting(resolver)
                        .minReplacementInterval(Duration.ZERO)
                        .registrationCeiling(ceiling, Duration.ofHours(1)));
        DcrCredentials client = replicas.get(0).resolver().resolve(request);
        for (int sent = 1; sent < ceiling; sent++) {
            client = replicas.get(sent % REPLICAS).resolver().reportRejected(request, client);
        }
        DcrCredentials last = client;

        List<DcrException> failures = callers.each(
                replicas,
                replica -> catchThrowableOfType(
                        DcrException.class, () -> replica.resolver().reportRejected(request, last)));

        assertThat(failures).hasSize(REPLICAS).allSatisfy(failure -> {
            assertThat(failure).hasMessageContaining("ceiling of 4 registrations");
            assertThat(failure.retryAfter().orElseThrow()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
        });
        assertThat(posts.times()).hasSize(ceiling);
        DcrCredentials other = replicas.get(1).resolver().resolve(service.request("profile"));
        assertThat(IntStream.range(0, REPLICAS)
                        .mapToObj(i -> replicas.get(i).resolver().resolve(service.request("profile"))))
                .containsOnly(other);
    }
}
