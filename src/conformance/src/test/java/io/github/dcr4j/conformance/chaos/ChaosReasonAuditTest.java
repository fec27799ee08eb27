package io.github.dcr4j.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first registration of the story is that of replica 0 at 900 s; the second needs a reason. */
class ChaosReasonAuditTest {
    private final ChaosStory story = new ChaosStory();

    private List<String> violations() {
        return new ChaosReasonAudit(story.evidence()).violations().toList();
    }

    private void assertViolation() {
        assertThat(violations()).singleElement().asString().startsWith("key a saw a registration without a reason");
    }

    private void saved() {
        story.tell("replica 0", DcrEvent.Registered.class, 900_050);
    }

    @Test
    void violations_firstRegistration_needsNoReason() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_secondRegistration_one() {
        story.register("replica 1", 950_000);

        assertViolation();
    }

    @Test
    void violations_suspicionWithoutAFault_explainsNothing() {
        story.tell("replica 1", DcrEvent.OrphanSuspected.class, 940_000);
        story.register("replica 1", 950_000);

        assertViolation();
    }

    @ParameterizedTest
    @EnumSource(names = {"ALL_FORGOTTEN", "CLIENT_FORGOTTEN", "REDIS_FLUSHED", "ENTRY_EVICTED"})
    void violations_clientGoneBefore_explainsOneMore(Fault fault) {
        saved();
        story.strike(fault, 940_000);
        story.register("replica 1", 950_000);
        assertThat(violations()).isEmpty();
        story.register("replica 1", 960_000);

        assertViolation();
    }

    @Test
    void violations_clientForgottenAfterwards_explainsNothing() {
        saved();
        story.register("replica 1", 950_000);
        story.strike(Fault.ALL_FORGOTTEN, 950_001);

        assertViolation();
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLICA_KILLED", "WIRE_CUT", "REDIS_FROZEN", "ANSWERS_HELD", "REDIS_FULL"})
    void violations_firstHindered_explainsOneMore(Fault fault) {
        story.strike(fault, "replica 0", 900_010, 905_000L);
        story.tell("replica 0", DcrEvent.Failed.class, 904_000);
        story.register("replica 1", 950_000);
        assertThat(violations()).isEmpty();
        story.tell("replica 1", DcrEvent.Registered.class, 950_100);
        story.register("replica 1", 960_000);

        assertViolation();
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLICA_KILLED", "WIRE_CUT", "REDIS_FROZEN", "ANSWERS_HELD", "REDIS_FULL"})
    void violations_faultWhenTheFirstWasSaved_explainsNothing(Fault fault) {
        saved();
        story.strike(fault, "replica 0", 930_000, 940_000L);
        story.register("replica 1", 950_000);

        assertViolation();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WIRE_CUT", "REPLICA_KILLED"})
    void violations_faultOfAnotherReplica_explainsNothing(Fault fault) {
        story.strike(fault, "replica 1", 900_010, 905_000L);
        story.register("replica 2", 950_000);

        assertViolation();
    }

    @Test
    void violations_hinderedRegistration_doesNotExplainItself() {
        saved();
        story.strike(Fault.WIRE_CUT, "replica 1", 949_000, 955_000L);
        story.register("replica 1", 950_000);

        assertViolation();
    }

    @Test
    void violations_firstStoodStillUntilItWasSaved_explainsOneMore() {
        story.strike(Fault.REPLICA_FROZEN, "replica 0", 900_010, 906_000L);
        story.register("replica 1", 905_000);
        story.tell("replica 0", DcrEvent.Registered.class, 906_100);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_heldThenAnotherOfTheSameReplicaSaved_explainsOneMore() {
        story.strike(Fault.WIRE_DEAF, "replica 0", 900_010, 906_000L);
        story.tell("replica 0", DcrEvent.Unpublished.class, 902_000);
        story.register("replica 1", 905_000);
        story.tell("replica 1", DcrEvent.Registered.class, 905_100);
        story.strike(Fault.ALL_FORGOTTEN, 910_000);
        story.register("replica 0", 911_000);
        story.tell("replica 0", DcrEvent.Registered.class, 911_100);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_redisEvicts_explainsAllMeanwhile() {
        saved();
        story.strike(Fault.REDIS_EVICTING, "replica 0", 940_000, 945_000L);
        story.register("replica 1", 941_000);
        story.register("replica 1", 942_000);
        story.register("replica 1", 943_000);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_clientCameDue_explainsOneMore() {
        story.secretLife = Duration.ofSeconds(20);
        saved();
        story.register("replica 1", 911_000);
        assertThat(violations()).isEmpty();
        story.register("replica 1", 911_500);

        assertViolation();
    }

    @Test
    void violations_beforeTheClientCameDue_one() {
        story.secretLife = Duration.ofSeconds(20);
        saved();
        story.register("replica 1", 908_000);

        assertViolation();
    }

    @Test
    void violations_wrongClock_explainsAsManyAsItIsSet() {
        story.strike(Fault.CLOCK_AHEAD, "replica 1", 901_000, 902_000L);
        saved();
        story.register("replica 1", 901_100);
        assertViolation();
        story.secretLife = Duration.ofSeconds(200);
        assertThat(violations()).isEmpty();
        story.tell("replica 1", DcrEvent.Registered.class, 901_150);
        story.register("replica 1", 901_200);
        assertViolation();
    }
}
