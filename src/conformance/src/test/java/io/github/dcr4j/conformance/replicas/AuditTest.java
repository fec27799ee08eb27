package io.github.dcr4j.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An audit finds what is wrong, and nothing where all is well: a checker that cannot fail checks nothing. */
class AuditTest {
    private static final Instant AT = Instant.ofEpochSecond(1_000);
    private static final IssuedClient A1 = new IssuedClient("a", "client-1", "secret-of-1", 0);
    private static final IssuedClient A2 = new IssuedClient("a", "client-2", "secret-of-2", 0);

    private static ReplicaAnswer given(String key, IssuedClient client, String generation) {
        return new ReplicaAnswer(key, generation, client.clientId(), client.secretDigest(), null, null, null, false, 1);
    }

    private static ReplicaEvent published(Class<? extends DcrEvent> kind, String name, String detail) {
        return new ReplicaEvent(kind.getSimpleName(), "a", Map.of(name, detail));
    }

    private static Evidence good() {
        return new Evidence(
                AT,
                List.of(A1),
                Set.of("client-1"),
                Map.of("a", 1),
                Map.of(),
                Map.of("a", Set.of("client-1")),
                List.of(given("a", A1, "g1")),
                List.of(published(DcrEvent.Registered.class, "clientId", "client-1")),
                "a log line");
    }

    private static Evidence answering(ReplicaAnswer... answers) {
        Evidence good = good();
        return new Evidence(
                AT,
                good.issued(),
                good.existing(),
                good.posts(),
                good.allowed(),
                good.inUse(),
                List.of(answers),
                good.events(),
                good.written());
    }

    /** Two clients of one key, of which the second is in use and the server still has {@code existing}. */
    private static Evidence replaced(Set<String> existing, int posts, int allowed, ReplicaEvent... events) {
        return new Evidence(
                AT,
                List.of(A1, A2),
                existing,
                Map.of("a", posts),
                Map.of("a", allowed),
                Map.of("a", Set.of("client-2")),
                List.of(),
                List.of(events),
                "");
    }

    @Test
    void violations_allIsWell_none() {
        assertThat(Audit.violations(good())).isEmpty();
    }

    @Test
    void violations_clientOfAnotherKeyGiven_one() {
        assertThat(Audit.violations(answering(given("b", A1, "g1"))))
                .singleElement()
                .asString()
                .startsWith("issued for key a");
    }

    @Test
    void violations_clientGivenThatWasNeverIssued_one() {
        assertThat(Audit.violations(answering(given("a", A2, "g1"))))
                .singleElement()
                .asString()
                .startsWith("never issued");
    }

    @Test
    void violations_anotherSecretGiven_one() {
        ReplicaAnswer other = new ReplicaAnswer("a", "g1", "client-1", A2.secretDigest(), null, null, null, false, 1);

        assertThat(Audit.violations(answering(other)))
                .singleElement()
                .asString()
                .startsWith("not with the secret");
    }

    @Test
    void violations_oneGenerationTwoClients_one() {
        Evidence two = replaced(Set.of("client-2"), 2, 2);
        Evidence mixed = new Evidence(
                AT,
                two.issued(),
                two.existing(),
                two.posts(),
                two.allowed(),
                two.inUse(),
                List.of(given("a", A1, "g"), given("a", A2, "g")),
                List.of(),
                "");

        assertThat(Audit.violations(mixed)).singleElement().asString().startsWith("generation g is two clients");
    }

    @Test
    void violations_moreRegistrationsThanFaults_one() {
        assertThat(Audit.violations(replaced(Set.of("client-2"), 2, 1)))
                .containsExactly("key a saw 2 registrations, where 1 may be");
    }

    @Test
    void violations_deletedClient_none() {
        assertThat(Audit.violations(replaced(Set.of("client-2"), 2, 2))).isEmpty();
    }

    @Test
    void violations_clientLeftSilently_one() {
        assertThat(Audit.violations(replaced(Set.of("client-1", "client-2"), 2, 2)))
                .singleElement()
                .asString()
                .startsWith("neither in use nor deleted nor reported")
                .contains("client-1")
                .doesNotContain("client-2");
    }

    @Test
    void violations_clientWhoseSecretExpired_noneOnceItHas() {
        Evidence left = replaced(Set.of("client-1", "client-2"), 2, 2);

        assertThat(Audit.violations(withFirstClientUntil(999, left))).isEmpty();
        assertThat(Audit.violations(withFirstClientUntil(1_001, left))).hasSize(1);
    }

    private static Evidence withFirstClientUntil(long end, Evidence left) {
        return new Evidence(
                AT,
                List.of(new IssuedClient("a", "client-1", "secret-of-1", end), A2),
                left.existing(),
                left.posts(),
                left.allowed(),
                left.inUse(),
                left.answers(),
                left.events(),
                left.written());
    }

    @Test
    void violations_clientReportedAsOrphanOrUnpublished_none() {
        Set<String> both = Set.of("client-1", "client-2");

        assertThat(Audit.violations(replaced(both, 2, 2, published(DcrEvent.Orphaned.class, "clientId", "client-1"))))
                .isEmpty();
        assertThat(Audit.violations(
                        replaced(both, 2, 2, published(DcrEvent.Unpublished.class, "clientId", "client-1"))))
                .isEmpty();
    }

    @Test
    void violations_anotherClientReported_one() {
        Evidence other = replaced(
                Set.of("client-1", "client-2"), 2, 2, published(DcrEvent.Orphaned.class, "clientId", "client-9"));

        assertThat(Audit.violations(other)).hasSize(1);
    }

    @Test
    void violations_registrationSuspected_noneForOneClientOneForTwo() {
        ReplicaEvent suspicion = published(DcrEvent.OrphanSuspected.class, "startedAt", "then");
        IssuedClient third = new IssuedClient("a", "client-3", "secret-of-3", 0);
        Evidence one = replaced(Set.of("client-1", "client-2"), 2, 2, suspicion);
        Evidence two = new Evidence(
                AT,
                List.of(A1, A2, third),
                Set.of("client-1", "client-2", "client-3"),
                Map.of("a", 3),
                Map.of("a", 3),
                one.inUse(),
                List.of(),
                List.of(suspicion, suspicion),
                "");

        assertThat(Audit.violations(one)).isEmpty();
        assertThat(Audit.violations(two)).hasSize(1);
    }

    @Test
    void violations_clientInUseDeleted_one() {
        assertThat(Audit.violations(replaced(Set.of(), 2, 2)))
                .containsExactly("in use under key a and gone from the server: client client-2");
    }

    @Test
    void violations_secretWrittenAnywhere_one() {
        Evidence good = good();
        Evidence logged = new Evidence(
                AT,
                good.issued(),
                good.existing(),
                good.posts(),
                good.allowed(),
                good.inUse(),
                good.answers(),
                good.events(),
                "it is secret-of-1!");
        ReplicaAnswer loud =
                new ReplicaAnswer("a", null, null, null, "DcrException", "REGISTER", "not secret-of-1", true, 1);

        assertThat(Audit.violations(logged)).containsExactly("a log has the secret of " + A1);
        assertThat(Audit.violations(answering(loud))).containsExactly("a message has the secret of " + A1);
        assertThat(Audit.violations(replaced(
                        Set.of("client-2"), 2, 2, published(DcrEvent.RowSetAside.class, "why", "secret-of-2"))))
                .containsExactly("an event has the secret of " + A2);
    }
}
