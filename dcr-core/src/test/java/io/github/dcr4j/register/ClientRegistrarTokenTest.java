package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The initial access token of a registration: where it comes from, and what becomes of it when it is refused. */
class ClientRegistrarTokenTest extends ClientRegistrarFixture {
    private static Supplier<Secret> tokens(String... tokens) {
        Deque<String> left = new ArrayDeque<>(List.of(tokens));
        return () -> Secret.of(left.remove());
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
        Attempt attempt = attempt(tokens("br0ken-line-2e9a\n"));

        assertThat(failure(attempt).getMessage()).doesNotContain("br0ken-line-2e9a");
        assertThat(server.getRequestCount()).isZero();
        assertThat(effect()).isEqualTo(Effect.NONE);
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
}
