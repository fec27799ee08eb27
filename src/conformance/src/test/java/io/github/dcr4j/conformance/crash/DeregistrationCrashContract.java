package io.github.dcr4j.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.Deregistration;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeClient;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The replica that removes a key dies, wherever it is: nobody is given a client that was deleted, and whoever comes
 * next finds each one that was not.
 */
abstract class DeregistrationCrashContract {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final Duration BOUND = Duration.ofMinutes(3);

    /** What the removal of a current and a former client does, each a place to die at. */
    private static final List<String> STEPS = List.of(
            "before claim", "after claim",
            "before remove", "after remove",
            "before claim", "after claim",
            "before mark DELETE", "after mark DELETE",
            "before DELETE", "after DELETE",
            "before settled", "after settled",
            "before mark DELETE", "after mark DELETE",
            "before DELETE", "after DELETE",
            "before settled", "after settled",
            "before release", "after release");

    private static final int REMOVED = STEPS.indexOf("after remove") + 1;

    /** Begins a world on the store that is tested. */
    abstract CrashWorld open(FakeAuthorizationServerBuilder server, UnaryOperator<DcrRequestBuilder> request);

    static List<Integer> steps() {
        return IntStream.rangeClosed(1, STEPS.size()).boxed().toList();
    }

    /** A world whose first client has been replaced: what a test begins with is a former client and this one. */
    private static DcrCredentials replaced(CrashWorld at) {
        at.expire();
        DcrCredentials current = at.replica().resolve(at.request());
        at.server().forgetCalls();
        return current;
    }

    private CrashWorld open() {
        return open(
                FakeAuthorizationServer.builder().rotatingRegistrationAccessToken(),
                DcrRequestBuilder::deleteSupersededClients);
    }

    @Test
    void deregister_nobodyDies_goesThroughAllSteps() {
        try (CrashWorld at = open()) {
            replaced(at);
            Mortal world = at.mortal(NEVER);

            at.replica(world).operations().deregister(at.request());

            assertThat(world.steps()).isEqualTo(STEPS);
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void deregister_otherDiedAtIt_deletesAllThatIsLeft(int step) {
        try (CrashWorld at = open()) {
            replaced(at);
            String last = dieAfter(at, step);

            Deregistration rest = at.replica().operations().deregister(at.request());

            assertThat(rest.removed()).as("dead " + last).isEqualTo(step < REMOVED);
            assertThat(at.server().clients()).as("dead " + last).isEmpty();
            assertThat(rest.leftBehind()).as("dead " + last).allMatch(left -> !left.again());
            assertThat(at.sent()).as("dead " + last).containsOnly("DELETE");
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void resolve_otherDiedWhileItRemovedTheKey_givesAClientThatExistsAndNoOtherStays(int step) throws Exception {
        try (CrashWorld at = open()) {
            DcrCredentials current = replaced(at);
            String last = dieAfter(at, step);
            DcrResolver next = at.replica();

            DcrCredentials given = next.resolve(at.request());

            assertThat(given.generation().equals(current.generation()))
                    .as("dead " + last)
                    .isEqualTo(step < REMOVED);
            assertThat(new PlainCalls().token(given).statusCode()).isEqualTo(200);
            assertThat(next.find(at.request(), current.generation()).isPresent())
                    .as("dead " + last)
                    .isEqualTo(step < REMOVED);
            if (step >= REMOVED) {
                await().atMost(BOUND)
                        .untilAsserted(() -> assertThat(at.server().clients())
                                .extracting(FakeClient::clientId)
                                .containsExactly(given.clientId()));
            }
            assertThat(at.events().of(DcrEvent.OrphanSuspected.class)).isEmpty();
        }
    }

    /** Lets a replica die, and returns the last that it did. */
    private static String dieAfter(CrashWorld at, int step) {
        Mortal world = at.mortal(step);
        DcrResolver dying = at.replica(world);
        Throwable unused = catchThrowable(() -> dying.operations().deregister(at.request()));
        assertThat(world.isDead()).as("reached " + world.steps()).isTrue();
        at.endLease();
        return world.steps().get(step - 1);
    }
}
