package io.github.dcr4j.conformance.chaos;

import static io.github.dcr4j.conformance.chaos.ChaosStory.A1;
import static io.github.dcr4j.conformance.chaos.ChaosStory.A2;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.chaos.ChaosLine.Kind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An audit finds what is wrong, and nothing where all is well: a checker that cannot fail checks nothing. */
class ChaosAuditTest {
    private final ChaosStory story = new ChaosStory();

    private List<String> violations() {
        return ChaosAudit.violations(story.evidence());
    }

    private void assertViolation(String begin) {
        assertThat(violations()).singleElement().asString().startsWith(begin);
    }

    @Test
    void violations_allIsWell_none() {
        story.write(Kind.RESOLVED, "a", A1, "g1");
        story.write(Kind.USED, "a", A1, "g1");
        story.fail("DcrException", 5);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_clientOfAnotherKeyGiven_one() {
        story.write(Kind.RESOLVED, "b", A1, "g1");

        assertViolation("issued for key a");
    }

    @Test
    void violations_clientGivenThatWasNeverIssued_one() {
        story.write(Kind.REPORTED, "a", A2, "g1");

        assertViolation("never issued");
    }

    @Test
    void violations_oneGenerationTwoClients_one() {
        story.issued.add(A2);
        story.inUse = Set.of("client-1", "client-2");
        story.write(Kind.RESOLVED, "a", A1, "g1");
        story.write(Kind.FOUND, "a", A2, "g1");

        assertViolation("generation g1 is two clients");
    }

    @Test
    void violations_existingClientRejected_one() {
        story.write(Kind.REJECTED, "a", A1, "g1");

        assertViolation("the server rejected what it should know");
    }

    @Test
    void violations_forgottenClientRejected_none() {
        story.forgotten = Set.of("client-1");
        story.existing = Set.of();
        story.write(Kind.REJECTED, "a", A1, "g1");

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_clientDeletedThatWasHandedOut_one() {
        story.existing = Set.of();
        story.inUse = Set.of();
        story.deletions = Set.of("client-1");
        story.write(Kind.RESOLVED, "a", A1, "g1");

        assertViolation("handed out, and to be deleted");
    }

    @Test
    void violations_clientDeletedThatHasEndedWhereThatIsAskedFor_none() {
        story.deleting = true;
        story.existing = Set.of();
        story.inUse = Set.of();
        story.deletions = Set.of("client-1");
        story.forgotten = Set.of("client-1");
        story.write(Kind.RESOLVED, "a", A1, "g1");

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_clientDeletedThatHasNotEndedWhereThatIsAskedFor_one() {
        story.deleting = true;
        story.existing = Set.of();
        story.inUse = Set.of();
        story.deletions = Set.of("client-1");
        story.write(Kind.RESOLVED, "a", A1, "g1");

        assertViolation("handed out, and to be deleted");
    }

    @Test
    void violations_secretThatAnUpdateGave_noneAndNoOther() {
        story.renewed.add(ChaosStory.renewed(A1, "next-secret", 950_000));
        story.write(Kind.RESOLVED, "a", ChaosStory.renewed(A1, "next-secret", 0), "g1");
        assertThat(violations()).isEmpty();

        story.write(Kind.RESOLVED, "a", ChaosStory.renewed(A1, "made-up-secret", 0), "g1");
        assertViolation("not with the secret that was issued");
    }

    @Test
    void violations_secretThatAnUpdateGaveWrittenDown_one() {
        story.renewed.add(ChaosStory.renewed(A1, "next-secret", 950_000));
        story.written = "a line with next-secret";

        assertViolation("written down");
    }

    @Test
    void violations_clientDeletedThatWasNotHandedOut_none() {
        story.replace();
        story.existing = Set.of("client-2");
        story.deletions = Set.of("client-1");

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_clientInUseGoneFromTheServer_one() {
        story.existing = Set.of();

        assertViolation("in use, and gone from the server");
    }

    @Test
    void violations_forgottenClientInUse_none() {
        story.existing = Set.of();
        story.forgotten = Set.of("client-1");

        assertThat(violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void violations_clientOfTwoDeleted_onlyOnceItIsForgotten(boolean forgotten) {
        ChaosClient shared = ChaosStory.client(ChaosPlan.SHARING, "client-3", "replica 0", 950_000);
        story.issued.add(shared);
        story.deletions = Set.of("client-3");
        story.forgotten = forgotten ? Set.of("client-3") : Set.of();
        story.findable = Set.of("g1", "g3");
        story.write(Kind.RESOLVED, ChaosPlan.SHARING, shared, "g3");

        assertThat(violations()).hasSize(forgotten ? 0 : 1);
    }

    @Test
    void violations_clientOfTwoOneOfWhomWasKilled_none() {
        story.replace();
        story.registrations.add(new ChaosRegistration("b", "client-1", "replica 2", 950_000));
        story.strike(Fault.REPLICA_KILLED, "replica 2", 950_010, null);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_eachRuleOfItsOwnAudit_isHeld() {
        story.issued.add(A2);
        story.inUse = Set.of("client-1", "client-2");
        story.register("replica 1", 900_100);
        story.report("replica 0", "g1", "g1", 900_500);

        assertThat(violations())
                .anyMatch(violation -> violation.contains("without a reason"))
                .anyMatch(violation -> violation.contains("registered at once"))
                .anyMatch(violation -> violation.contains("had just reported it"))
                .hasSize(3);
    }

    @Test
    void violations_clientThatNothingRefersTo_one() {
        story.replace();

        assertViolation("neither in use nor deleted nor reported");
    }

    @Test
    void violations_clientThatWasReportedOrSuspected_none() {
        story.replace();
        story.tell(DcrEvent.Orphaned.class, "clientId", "client-1");
        assertThat(violations()).isEmpty();
        story.journal.clear();
        story.tell(DcrEvent.OrphanSuspected.class, "startedAt", "1970");

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_stateLostBeforeTheClientWasRegistered_explainsNothing() {
        story.replace();
        story.strike(Fault.REDIS_FLUSHED, 899_999);

        assertViolation("neither in use nor deleted nor reported");
    }

    @ParameterizedTest
    @EnumSource(names = {"REDIS_FLUSHED", "REPLICA_KILLED"})
    void violations_faultThatTakesWhatWasKnown_explainsTheClient(Fault fault) {
        story.replace();
        story.strike(fault, 950_000);
        story.findable = Set.of();
        story.write(Kind.RESOLVED, "a", A1, "g1");

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_generationNotFoundByItsName_one() {
        story.findable = Set.of();
        story.write(Kind.RESOLVED, "a", A1, "g1");

        assertViolation("handed out as g1, and not found");
    }

    @Test
    void violations_callThatTookTooLong_one() {
        story.fail("DcrException", 1_000_000);

        assertViolation("took too long");
    }

    @Test
    void violations_failureOfAnotherKind_one() {
        story.fail("NullPointerException", 1);

        assertViolation("not a failure that callers can expect");
    }

    @Test
    void violations_secretInALog_one() {
        story.written = "client secret-of-client-1";

        assertViolation("written down: the secret of");
    }
}
