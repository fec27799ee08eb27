package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.Samples;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientRegistrarTest extends ClientRegistrarFixture {
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
    void register_serverFailed_isASuspectedOrphan() {
        answers(500, "oops");
        Attempt attempt = attempt(null);

        assertThat(failure(attempt).step()).isEqualTo(Step.REGISTER);
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(effect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.OrphanSuspected.class);
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
