package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeEndpointScript;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.RecordedCall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two replicas register at the same time, because Redis has lost the first one's lease. The one that saves last gives
 * its client back, unless the server has handed out one client to both.
 */
@ExtendWith(RedisExtension.class)
class SharedClientIdTest {
    private final Callers callers = new Callers();
    private final RedisStandalone redis;
    private final Service service;
    private final DcrRequest request;

    SharedClientIdTest(RedisStandalone redis) {
        this.redis = redis;
        service = Service.on(redis);
        request = service.request();
    }

    @AfterEach
    void close() {
        callers.close();
        service.close();
    }

    /** Answers every registration as the first, as servers do that recognise equal metadata. */
    private void answerWithOneClient() {
        Map<String, @Nullable Object> first = new LinkedHashMap<>();
        service.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> {
            synchronized (first) {
                if (first.isEmpty()) {
                    first.putAll(answer);
                }
                answer.clear();
                answer.putAll(first);
            }
        });
    }

    /** Returns what the slower of two contenders was given, after both have ended and nothing is under way. */
    private DcrCredentials contend() throws Exception {
        FakeEndpointScript registration = service.server().at(FakeEndpoint.REGISTRATION);
        FakeGate slow = FakeGate.closed();
        registration.answerNext(FakeAnswer.asUsual().heldBy(slow));
        Replica slower = service.replica();
        Replica quicker = service.replica();

        Future<DcrCredentials> late = callers.begin(() -> slower.resolver().resolve(request));
        slow.awaitArrivals(1);
        redis.node().ask(jedis -> jedis.del(service.name(request, "state")));
        DcrCredentials winner = quicker.resolver().resolve(request);
        slow.open();

        assertThat(late.get(Callers.BOUND.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(winner);
        slower.resolver().close();
        assertThat(registration.count()).isEqualTo(2);
        assertThat(service.replica().resolver().resolve(request)).isEqualTo(winner);
        return winner;
    }

    private long deletions() {
        return service.server().at(FakeEndpoint.MANAGEMENT).calls().stream()
                .map(RecordedCall::method)
                .filter("DELETE"::equals)
                .count();
    }

    @Test
    void resolve_serverGivesOneClientToBoth_isNotDeletedWhileInUse() throws Exception {
        answerWithOneClient();

        DcrCredentials winner = contend();

        assertThat(deletions()).isZero();
        assertThat(service.server().client(winner.clientId())).isPresent();
        assertThat(Login.tokens(winner).statusCode()).isEqualTo(200);
        assertThat(service.events().of(DcrEvent.ClientDeleted.class)).isEmpty();
    }

    @Test
    void resolve_serverGivesEachItsOwn_theLosersIsDeleted() throws Exception {
        DcrCredentials winner = contend();

        assertThat(deletions()).isOne();
        assertThat(service.server().clients()).hasSize(1);
        assertThat(Login.tokens(winner).statusCode()).isEqualTo(200);
        assertThat(service.events().of(DcrEvent.ClientDeleted.class)).hasSize(1);
    }
}
