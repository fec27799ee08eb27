package io.github.dcr4j.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.net.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The replica that renews dies, wherever it is; the next one finds the client as the server has it, or does without.
 */
abstract class RenewalCrashContract {
    private static final int NEVER = Integer.MAX_VALUE;

    /** What one renewal does at a server that rotates tokens, each a place to die at. */
    private static final List<String> STEPS = List.of(
            "before claim", "after claim",
            "before mark UPDATE", "after mark UPDATE",
            "before GET", "after GET",
            "before amend", "after amend",
            "before mark UPDATE", "after mark UPDATE",
            "before PUT", "after PUT",
            "before amend", "after amend",
            "before save", "after save",
            "before release", "after release");

    /** Where the newest token is nowhere but in the process that dies: nobody can manage that client any more. */
    private static final Set<String> TOKEN_LOST = Set.of("after GET", "after PUT", "before amend");

    /** Begins a world on the store that is tested. */
    abstract CrashWorld open(FakeAuthorizationServerBuilder server, UnaryOperator<DcrRequestBuilder> request);

    private CrashWorld rotating() {
        return renewing(FakeAuthorizationServer.builder().rotatingRegistrationAccessToken());
    }

    private CrashWorld renewing(FakeAuthorizationServerBuilder server) {
        CrashWorld at = open(server.renewingSecretOnUpdate(), request -> request.renewal(RenewalStrategy.RENEW));
        at.expire();
        return at;
    }

    static List<Integer> steps() {
        return IntStream.rangeClosed(1, STEPS.size()).boxed().toList();
    }

    /** Where nothing is amended. */
    static List<Integer> stepsWithoutAmendments() {
        long amendments = STEPS.stream().filter(step -> step.endsWith("amend")).count();
        return steps().subList(0, STEPS.size() - (int) amendments);
    }

    @Test
    void resolve_nobodyDies_goesThroughAllSteps() {
        try (CrashWorld at = rotating()) {
            Mortal world = at.mortal(NEVER);

            try (DcrResolver replica = at.replica(world)) {
                replica.resolve(at.request());
            }

            assertThat(world.steps()).isEqualTo(STEPS);
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void resolve_otherDiedAtAServerThatRotatesTokens_goesOnWithWhatIsTrue(int step) throws Exception {
        try (CrashWorld at = rotating()) {
            String last = dieAfter(at, step);
            DcrCredentials next = resolveOnAnother(at);

            boolean lost = TOKEN_LOST.contains(last);
            assertThat(next.clientId().equals(at.first().clientId()))
                    .as("dead " + last)
                    .isEqualTo(!lost);
            assertThat(posts(at)).as("dead " + last).isEqualTo(lost ? 1 : 0);
            assertThat(at.sent()).doesNotContain("DELETE");
            at.assertStoredIsTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("stepsWithoutAmendments")
    void resolve_otherDiedAtAServerThatKeepsTokens_neverRegistersAnotherClient(int step) throws Exception {
        try (CrashWorld at = renewing(FakeAuthorizationServer.builder())) {
            dieAfter(at, step);
            DcrCredentials next = resolveOnAnother(at);

            assertThat(next.clientId()).isEqualTo(at.first().clientId());
            assertThat(at.sent()).doesNotContain("POST", "DELETE").containsOnlyOnce("PUT");
            at.assertStoredIsTrue();
        }
    }

    /** As long as the process lives, the store has the newest token before anything else happens. */
    @Test
    void resolve_tokenRotates_storeHasTheNewestBeforeEachCall() {
        try (CrashWorld at = rotating()) {
            OkHttpClient watching = new OkHttpClient.Builder()
                    .proxy(Proxy.NO_PROXY)
                    .addInterceptor(chain -> {
                        assertThat(at.storedManagement()).isEqualTo(newest(at));
                        return chain.proceed(chain.request());
                    })
                    .build();
            DcrResolver replica = at.replica(watching);

            DcrCredentials renewed = replica.resolve(at.request());

            assertThat(at.storedManagement()).isEqualTo(newest(at));
            assertThat(renewed.clientId()).isEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "PUT");
        }
    }

    private static DcrManagement newest(CrashWorld at) {
        return Objects.requireNonNull(at.atServer(at.first().clientId()).management());
    }

    /** Lets a replica die, and returns the last that it did. */
    private static String dieAfter(CrashWorld at, int step) {
        Mortal world = at.mortal(step);
        try (DcrResolver replica = at.replica(world)) {
            Throwable unused = catchThrowable(() -> replica.resolve(at.request()));
        }
        assertThat(world.isDead()).as("reached " + world.steps()).isTrue();
        return world.steps().get(step - 1);
    }

    /** The lease of who died runs out; nobody else ends it. */
    private static DcrCredentials resolveOnAnother(CrashWorld at) {
        at.endLease();
        return at.replica().resolve(at.request());
    }

    private static int posts(CrashWorld at) {
        return at.server().at(FakeEndpoint.REGISTRATION).count();
    }
}
