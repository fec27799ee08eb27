package io.github.dcr4j.conformance.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.StoreFaults;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Secrets of an hour for a month, in the long form for ninety days, on three replicas that are asked every five minutes.
 */
class HourlySecretsTest {
    private static final Duration RUN = TestScope.pick(Duration.ofDays(30), Duration.ofDays(90));
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final Duration LIFE = Duration.ofHours(1);
    // replaced when somebody asks after 47 to 49 minutes of each hour
    private static final int FEWEST = (int) RUN.dividedBy(Duration.ofMinutes(54));
    private static final int MOST = (int) RUN.dividedBy(Duration.ofMinutes(47)) + 1;
    private static final List<StoreOperation> STORE = List.of(
            StoreOperation.FIND,
            StoreOperation.SAVE,
            StoreOperation.CLAIM,
            StoreOperation.MARK,
            StoreOperation.RELEASE);

    @Test
    void resolve_nothingFails_oneRegistrationALifeAndNobodyWaitsAfterTheFirst() {
        try (Simulation run = new Simulation(FakeAuthorizationServer.builder().secretLife(LIFE), 3)) {
            for (Duration passed = Duration.ZERO; passed.compareTo(RUN) < 0; passed = passed.plus(STEP)) {
                run.everybodyAsks();
                run.pass(STEP);
            }

            assertThat(run.failures()).isEmpty();
            assertThat(run.hits()).as("nobody but the first waited").isEqualTo(run.answers() - 1);
            int registrations = run.kit().server().at(FakeEndpoint.REGISTRATION).count();
            assertThat(registrations).isBetween(FEWEST, MOST);
            // the last one may not have been asked for yet
            assertThat(run.generations().size())
                    .as("one registration a life")
                    .isBetween(registrations - 1, registrations);
        }
    }

    @Test
    void resolve_oneCallInTenFails_nobodyIsGivenADeadSecretAndNothingIsLostUnreported() {
        long seed = Long.getLong("dcr4j.seed", System.nanoTime());
        Random random = new Random(seed);
        try (Simulation run = new Simulation(
                FakeAuthorizationServer.builder().secretLife(LIFE), 3, new RandomFailures(random, 0.1))) {
            StoreFaults faults = run.kit().store().faults();
            for (Duration passed = Duration.ZERO; passed.compareTo(RUN) < 0; passed = passed.plus(STEP)) {
                disturb(faults, random);
                run.everybodyAsks();
                run.pass(STEP);
            }
            faults.repair();
            run.pass(Duration.ofMinutes(30));

            String seeded = "-Ddcr4j.seed=" + seed;
            assertThat(run.failures())
                    .as(seeded)
                    .noneMatch(failure -> String.valueOf(failure.getMessage()).isBlank());
            assertThat(run.failures().size())
                    .as(seeded + ": failures of callers")
                    .isLessThan((int) (run.answers() / 100));
            assertThat(run.posts().mostWithin(Duration.ofHours(1))).as(seeded).isLessThanOrEqualTo(60);
            assertThat(run.posts().times().size()).as(seeded).isBetween(FEWEST, MOST * 3 / 2);
            assertNothingIsLostUnreported(run, seeded);
        }
    }

    private static void disturb(StoreFaults faults, Random random) {
        faults.repair();
        for (StoreOperation operation : STORE) {
            double chance = random.nextDouble();
            if (chance < 0.05) {
                faults.fail(operation, 1);
            } else if (chance < 0.1) {
                faults.loseReply(operation, 1);
            }
        }
    }

    /** Every client that the server has was kept once, or deleted, or reported by its id, or suspected. */
    private static void assertNothingIsLostUnreported(Simulation run, String seeded) {
        Set<String> known = new HashSet<>();
        run.published(DcrEvent.Registered.class)
                .forEach(event -> known.add(event.clientId().exact()));
        run.published(DcrEvent.Unpublished.class)
                .forEach(event -> known.add(event.clientId().exact()));
        run.published(DcrEvent.Orphaned.class).stream()
                .map(DcrEvent.Orphaned::orphan)
                .map(orphan -> orphan.clientId().exact())
                .forEach(known::add);
        List<FakeClient> unknown = run.kit().server().orphans(known);

        assertThat(unknown.size())
                .as(seeded + ": clients that nobody was told of, suspicions")
                .isLessThanOrEqualTo(
                        run.published(DcrEvent.OrphanSuspected.class).size());
    }
}
