package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A secret ends, or is replaced, while many replicas use it: one of them registers, for all. */
@ExtendWith(RedisExtension.class)
class SharedExpiryTest {
    private static final int REPLICAS = 8;

    private final Callers callers = new Callers();
    private final Service service;
    private final DcrRequest request;

    SharedExpiryTest(RedisStandalone redis) {
        service = Service.on(redis);
        request = service.request("openid");
    }

    @AfterEach
    void close() {
        callers.close();
        service.close();
    }

    /** The first client's secret lasts some 4 seconds; those of the others do not end. */
    private void letTheFirstSecretEnd() {
        AtomicBoolean first = new AtomicBoolean(true);
        service.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> {
            if (first.getAndSet(false)) {
                answer.put(
                        "client_secret_expires_at", Instant.now().plusSeconds(5).getEpochSecond());
            }
        });
    }

    /** Asks until another generation is given, and never gets one whose secret has ended. */
    private DcrCredentials awaitAnother(Replica replica, DcrCredentials old) {
        return await().atMost(Callers.BOUND)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> {
                            Instant asked = Instant.now();
                            DcrCredentials given = replica.resolver().resolve(request);
                            assertThat(given.clientSecretExpiresAt().orElse(Instant.MAX))
                                    .isAfter(asked);
                            return given;
                        },
                        given -> !given.generation().equals(old.generation()));
    }

    @Test
    void resolve_secretEndsOnEightReplicas_isRegisteredAnewOnce() throws Exception {
        letTheFirstSecretEnd();
        List<Replica> replicas = service.replicas(REPLICAS, ReplicaSettings.usual());
        DcrCredentials old = replicas.get(0).resolver().resolve(request);
        assertThat(callers.each(replicas, replica -> replica.resolver().resolve(request)))
                .containsOnly(old);

        List<DcrCredentials> given = callers.each(replicas, replica -> awaitAnother(replica, old));

        assertThat(given).containsOnly(given.get(0));
        assertThat(service.registrations()).isEqualTo(2);
        assertThat(Login.tokens(given.get(0)).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_replacedOnOneReplica_isTakenOverByTheOthersWithinTheSoftAge() throws Exception {
        Duration softAge = Duration.ofSeconds(1);
        List<Replica> replicas =
                service.replicas(REPLICAS, ReplicaSettings.usual().ages(softAge, Duration.ofMinutes(5)));
        DcrCredentials old = replicas.get(0).resolver().resolve(request);
        callers.each(replicas, replica -> replica.resolver().resolve(request));

        DcrCredentials replacement = replicas.get(0).resolver().reportRejected(request, old);
        long replaced = System.nanoTime();
        List<DcrCredentials> given = callers.each(replicas, replica -> awaitAnother(replica, old));

        assertThat(Duration.ofNanos(System.nanoTime() - replaced))
                .isLessThan(softAge.plus(Pace.stretched(Duration.ofSeconds(20))));
        assertThat(given).containsOnly(replacement);
        assertThat(service.registrations()).isEqualTo(2);
    }
}
