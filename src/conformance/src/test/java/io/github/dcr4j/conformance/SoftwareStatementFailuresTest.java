package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements that cannot be sent, and suppliers that fail. */
class SoftwareStatementFailuresTest extends SoftwareStatementsFixture {
    private static final Duration BOUND = Duration.ofMinutes(3);

    static Stream<Arguments> unsendable() {
        return Stream.of(
                Arguments.of("expired", "have a new one issued"),
                Arguments.of("65 KiB", "at most 65536"),
                Arguments.of("with a line break", "line break"),
                Arguments.of("empty", "it is empty"));
    }

    private String unsendable(String name) {
        return switch (name) {
            case "expired" -> statement(Duration.ZERO, "canary");
            case "65 KiB" -> statement(Duration.ofMinutes(5), "canary", 65 * 1024);
            case "with a line break" -> statement(Duration.ofMinutes(5), "canary") + "\n";
            default -> "";
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unsendable")
    void resolve_suppliedStatementThatCannotBeGood_isRefusedBeforeAnythingIsSent(String name, String advice) {
        String statement = unsendable(name);

        DcrException failure = failureOf(kit.requestBuilder()
                .metadata(m -> m.softwareStatement(() -> statement))
                .build());

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure)
                .hasMessageContainingAll("the software statement is not sent", advice)
                .hasMessageNotContainingAny("e30", "canary", "xxx");
        assertThat(sent()).isEmpty();
    }

    @Test
    void softwareStatement_tooLong_isRefusedWhenItIsSet() {
        IllegalArgumentException refused = catchThrowableOfType(
                IllegalArgumentException.class,
                () -> kit.requestBuilder().metadata(m -> m.softwareStatement("c".repeat(LONGEST + 1))));

        assertThat(refused)
                .hasMessageContainingAll("softwareStatement", "65536")
                .hasMessageNotContaining("ccc");
    }

    static Stream<Arguments> failingSuppliers() {
        Supplier<String> throwing = () -> {
            throw new IllegalStateException("canary of the signing service");
        };
        Supplier<String> empty = SoftwareStatementFailuresTest::nothing;
        return Stream.of(
                Arguments.of(throwing, "the supplier of the software statement failed; nothing was sent", true),
                Arguments.of(empty, "the supplier of the software statement gave none; nothing was sent", false));
    }

    @SuppressWarnings("NullAway") // what callers do all the same
    private static String nothing() {
        return null;
    }

    @ParameterizedTest
    @MethodSource("failingSuppliers")
    void resolve_supplierFails_isToldAndNothingIsSent(Supplier<String> supplier, String message, boolean retryable) {
        DcrException failure = failureOf(kit.requestBuilder()
                .metadata(m -> m.softwareStatement(supplier))
                .build());

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure).hasMessageStartingWith(message);
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(sent()).isEmpty();
    }

    @Test
    void resolve_supplierHangs_failsAfterAFewLeasesAndSendsNothing() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        DcrRequest request = kit.requestBuilder()
                .metadata(m -> m.softwareStatement(() -> {
                    asked.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return "e30.e30.late";
                }))
                .build();

        CompletableFuture<DcrCredentials> waiting = kit.resolver().resolveAsync(request);
        assertThat(asked.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(BOUND).until(() -> {
            kit.clock().advance(Duration.ofSeconds(1));
            return waiting.isDone();
        });

        assertThat(waiting)
                .failsWithin(BOUND)
                .withThrowableThat()
                .withMessageContaining("the software statement, slower than leaseDuration");
        assertThat(interrupted.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(sent()).isEmpty();
    }

    @Test
    void resolve_refusalQuotesTheStatement_isMasked() {
        String statement = statement(Duration.ofMinutes(5), "quoted");
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.refusal("invalid_software_statement", "no: " + statement));

        DcrException failure = failureOf(kit.requestBuilder()
                .metadata(m -> m.softwareStatement(() -> statement))
                .build());

        assertThat(failure)
                .hasMessageContainingAll("no: ***", "check the software statement")
                .hasMessageNotContaining(statement);
    }

    @Test
    void update_supplierFails_sendsNoUpdate() {
        Deque<String> issued = new ConcurrentLinkedDeque<>(List.of("e30.e30.first"));
        DcrRequest request = kit.requestBuilder()
                .metadata(m -> m.softwareStatement(issued::removeFirst))
                .build();
        kit.resolver().resolve(request);

        DcrException failure = Objects.requireNonNull(catchThrowableOfType(
                DcrException.class, () -> kit.resolver().operations().update(request)));

        assertThat(failure.step()).isEqualTo(Step.MANAGE);
        assertThat(failure).hasMessageContaining("no update was sent");
        assertThat(kit.server().at(FakeEndpoint.MANAGEMENT).calls())
                .extracting(RecordedCall::method)
                .doesNotContain("PUT");
    }
}
