package io.github.dcr4j.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.chaos.ChaosLine.Kind;
import io.github.dcr4j.conformance.replicas.IssuedClient;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.conformance.replicas.ReplicaEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An audit finds what is wrong, and nothing where all is well: a checker that cannot fail checks nothing. */
class ChaosAuditTest {
    private static final Instant AT = Instant.ofEpochSecond(1_000);
    private static final ChaosClient A1 = client("a", "client-1", "replica 0", 900_000);
    private static final ChaosClient A2 = client("a", "client-2", "replica 1", 999_000);

    private final List<ChaosClient> issued = new ArrayList<>(List.of(A1));
    private final List<ChaosJournal.Entry> journal = new ArrayList<>();
    private final List<Strike> strikes = new ArrayList<>();
    private Set<String> existing = Set.of("client-1", "client-2");
    private Set<String> forgotten = Set.of();
    private Set<String> deletions = Set.of();
    private Set<String> inUse = Set.of("client-1");
    private Set<String> findable = Set.of("g1");
    private int posts = 1;
    private Duration secretLife = Duration.ZERO;
    private String written = "a log line";

    private static ChaosClient client(String key, String id, String registrar, long atMillis) {
        return new ChaosClient(new IssuedClient(key, id, "secret-of-" + id, 0), registrar, "/register/" + id, atMillis);
    }

    private List<String> violations() {
        return ChaosAudit.violations(new ChaosEvidence(
                AT,
                Duration.ofSeconds(4),
                secretLife,
                issued,
                existing,
                forgotten,
                deletions,
                Map.of("a", posts),
                strikes,
                Map.of("a", inUse),
                findable,
                journal,
                written));
    }

    private void assertViolation(String begin) {
        assertThat(violations()).singleElement().asString().startsWith(begin);
    }

    private void write(Kind kind, String key, ChaosClient client, String generation) {
        journal.add(new ChaosJournal.Entry(
                "replica 0",
                ChaosLine.of(
                        kind,
                        new ReplicaAnswer(
                                key,
                                generation,
                                client.id(),
                                client.issued().secretDigest(),
                                null,
                                null,
                                null,
                                false,
                                1))));
    }

    private void fail(String error, long tookMillis) {
        journal.add(new ChaosJournal.Entry(
                "replica 0",
                ChaosLine.of(
                        Kind.RESOLVED,
                        new ReplicaAnswer("a", null, null, null, error, "CLAIM", "why", true, tookMillis))));
    }

    private void tell(Class<? extends DcrEvent> kind, String name, String detail) {
        journal.add(new ChaosJournal.Entry(
                "replica 0", ChaosLine.of(new ReplicaEvent(kind.getSimpleName(), "a", Map.of(name, detail)))));
    }

    private void strike(Fault fault, long atMillis) {
        strikes.add(new Strike(fault, true, "", "replica 0", atMillis, fault.losesState()));
    }

    /** A second client, which took the place of the first, of which the store knows nothing any more. */
    private void replace() {
        issued.add(A2);
        inUse = Set.of("client-2");
        posts = 2;
        strike(Fault.WIRE_CUT, 950_000);
    }

    @Test
    void violations_allIsWell_none() {
        write(Kind.RESOLVED, "a", A1, "g1");
        write(Kind.USED, "a", A1, "g1");
        fail("DcrException", 5);

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_clientOfAnotherKeyGiven_one() {
        write(Kind.RESOLVED, "b", A1, "g1");

        assertViolation("issued for key a");
    }

    @Test
    void violations_clientGivenThatWasNeverIssued_one() {
        write(Kind.REPORTED, "a", A2, "g1");

        assertViolation("never issued");
    }

    @Test
    void violations_oneGenerationTwoClients_one() {
        issued.add(A2);
        inUse = Set.of("client-1", "client-2");
        write(Kind.RESOLVED, "a", A1, "g1");
        write(Kind.FOUND, "a", A2, "g1");

        assertViolation("generation g1 is two clients");
    }

    @Test
    void violations_existingClientRejected_one() {
        write(Kind.REJECTED, "a", A1, "g1");

        assertViolation("the server rejected what it should know");
    }

    @Test
    void violations_forgottenClientRejected_none() {
        forgotten = Set.of("client-1");
        existing = Set.of();
        write(Kind.REJECTED, "a", A1, "g1");

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_clientDeletedThatWasHandedOut_one() {
        existing = Set.of();
        deletions = Set.of("client-1");
        write(Kind.RESOLVED, "a", A1, "g1");

        assertViolation("handed out, and to be deleted");
    }

    @Test
    void violations_clientDeletedThatWasNotHandedOut_none() {
        replace();
        existing = Set.of("client-2");
        deletions = Set.of("client-1");

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_moreRegistrationsThanFaults_one() {
        strike(Fault.WIRE_CUT, 950_000);
        strike(Fault.CLOCK_AHEAD, 950_000);
        posts = 4;
        assertThat(violations()).isEmpty();
        posts = 5;

        assertViolation("key a saw 5 registrations");
    }

    @Test
    void violations_registrationForWhatCameDue_none() {
        secretLife = Duration.ofSeconds(20);
        posts = 2;

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_clientThatNothingRefersTo_one() {
        replace();

        assertViolation("neither in use nor deleted nor reported");
    }

    @Test
    void violations_clientThatWasReportedOrSuspected_none() {
        replace();
        tell(DcrEvent.Orphaned.class, "clientId", "client-1");
        assertThat(violations()).isEmpty();
        journal.clear();
        tell(DcrEvent.OrphanSuspected.class, "startedAt", "1970");

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_stateLostBeforeTheClientWasRegistered_explainsNothing() {
        replace();
        strike(Fault.REDIS_FLUSHED, 899_999);

        assertViolation("neither in use nor deleted nor reported");
    }

    @ParameterizedTest
    @EnumSource(names = {"REDIS_FLUSHED", "REPLICA_KILLED"})
    void violations_faultThatTakesWhatWasKnown_explainsTheClient(Fault fault) {
        replace();
        strike(fault, 950_000);
        findable = Set.of();
        write(Kind.RESOLVED, "a", A1, "g1");

        assertThat(violations()).isEmpty();
    }

    @Test
    void violations_generationNotFoundByItsName_one() {
        findable = Set.of();
        write(Kind.RESOLVED, "a", A1, "g1");

        assertViolation("handed out as g1, and not found");
    }

    @Test
    void violations_callThatTookTooLong_one() {
        fail("DcrException", 1_000_000);

        assertViolation("took too long");
    }

    @Test
    void violations_failureOfAnotherKind_one() {
        fail("NullPointerException", 1);

        assertViolation("not a failure that callers can expect");
    }

    @Test
    void violations_secretInALog_one() {
        written = "client secret-of-client-1";

        assertViolation("written down: the secret of");
    }
}
