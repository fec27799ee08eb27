package io.github.dcr4j.conformance.chaos;

import static io.github.dcr4j.conformance.chaos.ChaosStory.A1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosLeaseAuditTest {
    private final ChaosStory story = new ChaosStory();

    private List<String> violations() {
        return new ChaosLeaseAudit(story.evidence()).violations().toList();
    }

    @Test
    void violations_twoAtOnce_one() {
        story.register("replica 1", 900_100);

        assertThat(violations()).singleElement().asString().startsWith("registered at once");
    }

    @Test
    void violations_twoOfOneReplicaAtOnce_one() {
        story.register("replica 0", 900_100);

        assertThat(violations()).hasSize(1);
    }

    @Test
    void violations_secondHalfOfALeaseLater_none() {
        story.register("replica 1", 902_000);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_otherKey_none() {
        story.registrations.add(new ChaosRegistration("b", "client-2", "replica 1", 900_100));

        assertThat(violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {DcrEvent.Registered.class, DcrEvent.Failed.class, DcrEvent.Unpublished.class})
    void violations_firstHadEnded_none(Class<? extends DcrEvent> end) {
        story.tell("replica 0", end, 900_050);
        story.register("replica 1", 900_100);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_firstEndedLater_one() {
        story.register("replica 1", 900_100);
        story.tell("replica 0", DcrEvent.Registered.class, 900_150);

        assertThat(violations()).hasSize(1);
    }

    @Test
    void violations_anotherReplicaSaidThatItHadEnded_one() {
        story.tell("replica 2", DcrEvent.Failed.class, 900_050);
        story.register("replica 1", 900_100);

        assertThat(violations()).hasSize(1);
    }

    @Test
    void violations_firstWasInUseElsewhere_none() {
        story.resolve("replica 2", "g1", 900_050);
        story.register("replica 1", 900_100);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_leaseLostWithRedis_none() {
        story.strike(Fault.REDIS_FLUSHED, 900_050);
        story.register("replica 1", 900_100);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_redisFlushedLongBefore_one() {
        story.strike(Fault.REDIS_FLUSHED, A1.atMillis() - ChaosStory.LEASE.toMillis() - 1);
        story.register("replica 1", 900_100);

        assertThat(violations()).hasSize(1);
    }

    @Test
    void violations_firstStoodStill_none() {
        story.strike(Fault.REPLICA_FROZEN, "replica 0", 899_000, 900_000L);
        story.register("replica 1", 900_100);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_anotherReplicaStoodStill_one() {
        story.strike(Fault.REPLICA_FROZEN, "replica 2", 899_000, 900_000L);
        story.register("replica 1", 900_100);

        assertThat(violations()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"REPLICA_KILLED", "WIRE_CUT", "ANSWERS_HELD", "REDIS_FROZEN", "CLOCK_AHEAD", "ALL_FORGOTTEN"})
    void violations_faultThatLeavesTheLease_one(Fault fault) {
        story.strike(fault, 900_050);
        story.register("replica 1", 900_100);

        assertThat(violations()).hasSize(1);
    }
}
