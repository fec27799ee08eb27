package io.github.dcr4j.conformance.state;

import static io.github.dcr4j.conformance.state.StateFixture.KEY;
import static io.github.dcr4j.conformance.state.StateFixture.REGISTER;
import static io.github.dcr4j.conformance.state.StateFixture.claim;
import static io.github.dcr4j.conformance.state.StateFixture.credentials;
import static io.github.dcr4j.conformance.state.StateFixture.granted;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.RefusedDocument;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A command is applied, its reply is lost, another replica writes, and the command is applied again: the first answer.
 */
class LostReplyTest {
    private static final Duration LIFE = Duration.ofSeconds(60);

    private final StateFixture on = new StateFixture();

    @Test
    void claim_replyLostAndAnotherReplicaSettles_isGrantedTheSameLease() {
        on.loseReply(() -> on.b.invalidate(KEY, "unknown", "rejected", Duration.ZERO));

        Claim.Granted first = granted(on.claimsOfA.claim(claim("a", null, LIFE)));

        assertThat(first.lease().deadlineNanos()).isEqualTo(on.clock.nanos() + LIFE.toNanos());
        assertThat(on.claimsOfB.claim(claim("b", null, LIFE))).isInstanceOf(Claim.Busy.class);
        assertThat(on.claimsOfA.mark(first.lease(), REGISTER)).isTrue();
    }

    @Test
    void mark_replyLostAndAnotherReplicaSaves_isHeld() {
        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();
        on.loseReply(() -> on.save("b", null));

        assertThat(on.claimsOfA.mark(lease, REGISTER)).isTrue();

        assertThat(on.claimsOfA.mark(lease, REGISTER)).isFalse();
    }

    /** Otherwise something could be sent under a lease that another replica has taken over. */
    @Test
    void mark_replyLostUntilTheLeaseRanOut_isNotHeld() {
        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();
        on.loseReply(() -> on.clock.advance(LIFE));

        assertThat(on.claimsOfA.mark(lease, REGISTER)).isFalse();
    }

    @Test
    void save_replyLostAndAnotherReplicaSavesUponIt_isSuperseded() {
        DcrCredentials next = credentials("a");
        on.loseReply(() -> on.save("b", next));

        SaveResult result = on.a.save(next, null, null);

        DcrCredentials current = Objects.requireNonNull(on.a.find(KEY));
        assertThat(current.clientId()).isEqualTo("b");
        assertThat(result).isEqualTo(new SaveResult.Superseded(current));
    }

    @Test
    void save_replyLost_isSavedOnce() {
        DcrCredentials next = credentials("a");
        on.loseReply(() -> {});

        SaveResult result = on.a.save(next, null, null);

        DcrCredentials saved = next.toBuilder().version(1).build();
        assertThat(result).isEqualTo(new SaveResult.Saved(saved));
        assertThat(on.a.find(KEY)).isEqualTo(saved);
    }

    @Test
    void save_replyLostAndAnotherReplicaRemovesTheKey_isEndedAndStaysRemoved() {
        DcrCredentials next = credentials("a");
        on.loseReply(() -> on.b.remove(KEY));

        assertThat(on.a.save(next, null, null)).isEqualTo(new SaveResult.Ended());

        assertThat(on.a.find(KEY)).isNull();
    }

    @Test
    void release_replyLostAndAnotherReplicaFails_isCountedOnce() {
        DcrLease lease = granted(on.claimsOfA.claim(claim("a", null, LIFE))).lease();
        Outcome failed = Outcome.of(Result.FAILED, Effect.NONE);
        on.loseReply(() -> on.claimsOfB.release(
                granted(on.claimsOfB.claim(claim("b", null, LIFE))).lease(), failed));

        on.claimsOfA.release(lease, failed);

        assertThat(granted(on.claimsOfB.claim(claim("c", null, LIFE))).failures())
                .isEqualTo(2);
    }

    @Test
    void settled_replyLostAndAnotherReplicaSavesTheClientAnew_keepsWhatItSaved() {
        DcrCredentials ended = on.save("client", null);
        on.b.remove(KEY);
        on.loseReply(() -> on.save("client", null));

        on.claimsOfA.settled(KEY, "client");

        DcrCredentials current = Objects.requireNonNull(on.a.find(KEY));
        assertThat(granted(on.claimsOfB.claim(claim("b", current, LIFE))).baseManagement())
                .isEqualTo(ended.management().orElseThrow());
    }

    @Test
    void refused_replyLostAndAnOperatorForgetsIt_staysForgotten() {
        on.loseReply(() -> on.claimsOfB.refused(KEY, null));

        on.claimsOfA.refused(KEY, new RefusedDocument("digest", LIFE, "refused"));

        assertThat(on.claimsOfB.standing(KEY, "digest", Ceiling.NONE).refused()).isNull();
    }

    @Test
    void invalidate_replyLostAndAnotherReplicaSaves_isDone() {
        DcrCredentials old = on.save("old", null);
        on.loseReply(() -> on.save("new", old));

        Invalidation result = on.a.invalidate(KEY, old.generation(), "rejected", Duration.ofHours(1));

        assertThat(result).isEqualTo(new Invalidation.Done());
        assertThat(Objects.requireNonNull(on.a.find(KEY)).clientId()).isEqualTo("new");
    }

    @Test
    void invalidate_ofAnUnknownGenerationAndReplyLost_isNotCurrent() {
        on.loseReply(() -> on.save("b", null));

        assertThat(on.a.invalidate(KEY, "unknown", "rejected", Duration.ZERO)).isEqualTo(new Invalidation.NotCurrent());
    }

    @Test
    void remove_replyLostAndAnotherReplicaSaves_keepsWhatItSaved() {
        on.save("old", null);
        on.loseReply(() -> on.save("new", null));

        on.a.remove(KEY);

        assertThat(Objects.requireNonNull(on.a.find(KEY)).clientId()).isEqualTo("new");
    }

    @Test
    void amend_replyLostAndAnotherReplicaAmendsAgain_isTrueAndTheLatterStands() {
        DcrManagement first = on.save("client", null).management().orElseThrow();
        DcrManagement second = DcrFixtures.management("client", "second");
        DcrManagement third = DcrFixtures.management("client", "third");
        on.loseReply(() -> assertThat(on.b.amend(KEY, second, third)).isTrue());

        assertThat(on.a.amend(KEY, first, second)).isTrue();

        assertThat(Objects.requireNonNull(on.a.find(KEY)).management()).contains(third);
    }

    @Test
    void heal_replyLostAndAnotherReplicaSavesUponIt_isCurrentAsTheFirstTime() {
        DcrCredentials lost = DcrFixtures.credentials(KEY, "lost").version(3).build();
        on.loseReply(() -> on.save("b", lost));

        assertThat(on.a.heal(lost)).isEqualTo(Healed.CURRENT);

        assertThat(Objects.requireNonNull(on.a.find(KEY)).clientId()).isEqualTo("b");
        assertThat(on.a.heal(lost)).isEqualTo(Healed.FORMER);
    }

    @Test
    void claim_currentAnswered_writesNothing() {
        on.save("a", null);

        on.claimsOfA.claim(claim("a", null, LIFE));
        on.a.refersTo(KEY, "a");
        on.a.amend(KEY, DcrFixtures.management("x", "1"), DcrFixtures.management("x", "2"));

        assertThat(on.disturbed.replaced()).isEmpty();
    }
}
