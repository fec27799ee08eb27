package io.github.dcr4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.LatestGeneration;
import io.github.dcr4j.store.LatestGeneration.End;
import io.github.dcr4j.store.RefusedDocument;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The part of {@link DcrCoordinationContract} that is about what is known of a key, refused documents among it. */
abstract class StandingContract extends LeaseContract {
    @Test
    void standing_fromNothingToInvalidated_isSeenByTheOthers() {
        assertThat(theirs.standing(KEY, ANY.digest(), Ceiling.NONE))
                .isEqualTo(new KeyStanding(null, null, null, null, 0, false, null));

        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();
        assertThat(theirs.standing(KEY, ANY.digest(), Ceiling.NONE).underWay()).isTrue();
        ours.release(lease, backOff(LIFE, null));
        KeyStanding paused = theirs.standing(KEY, ANY.digest(), Ceiling.NONE);
        assertThat(paused.underWay()).isFalse();
        assertThat(paused.failures()).isOne();
        assertThat(paused.pause()).isNotNull();
        assertThat(paused.why()).isEqualTo(REFUSED.text());
        DcrCredentials a = save("a", null);
        KeyStanding saved = theirs.standing(KEY, ANY.digest(), Ceiling.NONE);
        assertThat(saved.current()).isEqualTo(a);
        assertThat(saved.pause()).isNull();
        store().invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        KeyStanding ended = theirs.standing(KEY, ANY.digest(), Ceiling.NONE);
        assertThat(ended.current()).isNull();
        assertThat(ended.latest())
                .isEqualTo(new LatestGeneration(a.generation(), a.clientId(), End.INVALIDATED, "rejected", false));
    }

    @Test
    void refused_byOne_isSeenByTheOthersUntilItEnds() {
        ours.refused(KEY, new RefusedDocument("digest", Duration.ofSeconds(2), "refused"));

        assertThat(theirs.standing(KEY, ANY.digest(), Ceiling.NONE).refused())
                .isNotNull()
                .satisfies(document -> {
                    assertThat(document.digest()).isEqualTo("digest");
                    assertThat(document.why()).isEqualTo("refused");
                    assertThat(document.lasts()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
                });
        letPass(Duration.ofMillis(2_300));
        assertThat(theirs.standing(KEY, ANY.digest(), Ceiling.NONE).refused()).isNull();
    }

    @Test
    void refused_another_takesThePlaceOfTheFirst() {
        ours.refused(KEY, new RefusedDocument("first", LIFE, "refused"));
        theirs.refused(KEY, new RefusedDocument("second", LIFE, "refused too"));

        assertThat(ours.standing(KEY, ANY.digest(), Ceiling.NONE).refused())
                .extracting(RefusedDocument::digest)
                .isEqualTo("second");
    }

    @Test
    void refused_forgottenOrRemoved_isKnownToNone() {
        ours.refused(KEY, new RefusedDocument("digest", LIFE, "refused"));
        theirs.refused(KEY, null);
        assertThat(ours.standing(KEY, ANY.digest(), Ceiling.NONE).refused()).isNull();

        ours.refused(KEY, new RefusedDocument("digest", LIFE, "refused"));
        store().remove(KEY);
        assertThat(theirs.standing(KEY, ANY.digest(), Ceiling.NONE).refused()).isNull();
    }

    /** A client takes the document's place: a refusal ends with its time, and not with what is saved meanwhile. */
    @Test
    void save_afterARefusal_leavesIt() {
        ours.refused(KEY, new RefusedDocument("digest", LIFE, "refused"));

        DcrCredentials a = save("a", null);
        store().invalidate(KEY, a.generation(), "rejected", Duration.ZERO);

        assertThat(theirs.standing(KEY, ANY.digest(), Ceiling.NONE).refused()).isNotNull();
    }
}
