package io.github.dcr4j.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.chaos.ChaosStory.DcrFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosEndAuditTest {
    private final ChaosStory story = new ChaosStory();

    private List<String> violations() {
        return new ChaosEndAudit(story.evidence()).violations();
    }

    private void assertViolation(String begin) {
        assertThat(violations()).singleElement().asString().startsWith(begin);
    }

    private void hold(String generation) {
        story.tell("replica 0", DcrEvent.Unpublished.class, "generation", generation, 901_000);
    }

    private void end(String replica, String generation, long atMillis) {
        story.tell(replica, DcrEvent.Invalidated.class, "generation", generation, atMillis);
    }

    @Test
    void violations_reportedAndReplaced_none() {
        story.resolve("replica 0", "g1", 901_000);
        end("replica 0", "g1", 902_000);
        story.report("replica 0", "g1", "g2", 902_010);
        story.resolve("replica 0", "g2", 903_000);
        story.resolve("replica 1", "g2", 909_000);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_reporterGetsWhatItReported_one() {
        story.report("replica 0", "g1", "g1", 902_000);

        assertViolation("handed out to one who had just reported it");
    }

    @Test
    void violations_sameReplicaHandsItOutLater_one() {
        story.report("replica 0", "g1", "g2", 902_000);
        story.resolve("replica 0", "g1", 902_002);

        assertViolation("handed out where it was reported before");
    }

    @Test
    void violations_callThatBeganBeforeTheReportReturned_none() {
        story.report("replica 0", "g1", "g2", 902_000);
        story.resolve("replica 0", "g1", 902_001);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_endLostWithRedis_none() {
        story.report("replica 0", "g1", "g2", 902_000);
        story.strike(Fault.REDIS_FLUSHED, 903_000);
        story.resolve("replica 0", "g1", 904_000);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_reportFailedWhileTheStoreWasAway_none() {
        story.report("replica 0", "g1", DcrFailure.STORE_AWAY, 902_000);
        story.resolve("replica 0", "g1", 904_000);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_heldGenerationHandedOutAfterAFailedReport_one() {
        hold("g1");
        story.report("replica 0", "g1", DcrFailure.STORE_AWAY, 902_000);
        story.resolve("replica 0", "g1", 904_000);

        assertViolation("handed out where it was reported before");
    }

    @Test
    void violations_heldGenerationReportedAfterRedisHadLostAll_one() {
        hold("g1");
        story.strike(Fault.REDIS_FLUSHED, 901_500);
        story.report("replica 0", "g1", DcrFailure.STORE_AWAY, 902_000);
        story.resolve("replica 0", "g1", 904_000);

        assertViolation("handed out where it was reported before");
    }

    @Test
    void violations_heldGenerationSavedBeforeTheFailedReport_none() {
        hold("g1");
        story.tell("replica 0", DcrEvent.Published.class, "generation", "g1", 901_500);
        story.report("replica 0", "g1", DcrFailure.STORE_AWAY, 902_000);
        story.resolve("replica 0", "g1", 904_000);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_heldGenerationReportedTooSoon_none() {
        hold("g1");
        story.report("replica 0", "g1", DcrFailure.TOO_SOON, 902_000);
        story.resolve("replica 0", "g1", 904_000);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_endOfHeldGenerationStoredTooSoonAfterAnother_none() {
        hold("g1");
        end("replica 1", "g0", 901_900);
        story.report("replica 0", "g1", DcrFailure.STORE_AWAY, 902_000);
        story.resolve("replica 0", "g1", 904_000);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_endedTwice_one() {
        end("replica 0", "g1", 902_000);
        end("replica 1", "g1", 905_000);

        assertViolation("ended twice");
    }

    @Test
    void violations_endedTwiceTheSecondTimeByItsHolder_none() {
        hold("g1");
        end("replica 1", "g1", 902_000);
        end("replica 0", "g1", 905_000);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_endedTwiceTheFirstTimeByItsHolder_one() {
        hold("g1");
        end("replica 0", "g1", 902_000);
        end("replica 1", "g1", 905_000);

        assertViolation("ended twice");
    }

    @Test
    void violations_anotherReplicaHandsItOutLongAfterItsEnd_one() {
        end("replica 0", "g1", 902_000);
        story.resolve("replica 1", "g1", 905_000);

        assertViolation("handed out after its end");
    }

    @Test
    void violations_anotherReplicaHandsItOutWithinTheSoftAge_none() {
        end("replica 0", "g1", 902_000);
        story.resolve("replica 1", "g1", 902_400);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_replicaThatIsCutOffHandsItOut_none() {
        end("replica 0", "g1", 902_000);
        story.strike(Fault.WIRE_CUT, "replica 1", 901_000, 910_000L);
        story.resolve("replica 1", "g1", 905_000);

        assertThat(violations()).isEmpty();
    }
}
