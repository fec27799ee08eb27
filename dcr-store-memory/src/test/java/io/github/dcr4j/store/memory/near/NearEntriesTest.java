package io.github.dcr4j.store.memory.near;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is kept of answers that cross a change. */
class NearEntriesTest {
    private static final DcrKey KEY = key("openid");
    private static final Duration SOFT = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock();
    private final Rejections rejections = new Rejections(10, new MapDcrCredentialStore(clock));
    private final NearEntries entries = new NearEntries(10, Ages.of(SOFT, Duration.ofMinutes(5)), rejections, clock);
    private final DcrCredentials a = generation("a", 1);
    private final DcrCredentials b = generation("b", 2);

    private static DcrCredentials generation(String clientId, long version) {
        return credentials(KEY, clientId).version(version).build();
    }

    private NearEntry known(DcrCredentials credentials) {
        entries.written(credentials, entries.changes(KEY));
        return present();
    }

    private NearEntry present() {
        return Objects.requireNonNull(entries.get(KEY));
    }

    @Test
    void read_crossedByADrop_isNotKept() {
        long before = entries.changes(KEY);

        entries.drop(KEY, a.generation());
        entries.read(a, before);

        assertThat(entries.get(KEY)).isNull();
    }

    @Test
    void readByName_crossedByADrop_isNotKept() {
        long before = entries.changes(KEY);

        entries.drop(KEY);
        entries.readByName(a, clock.nanos(), before);

        assertThat(entries.formers().find(KEY, a.generation())).isNull();
    }

    @Test
    void read_olderVersion_doubtsWhatIsKnown() {
        known(b);

        entries.read(a, entries.changes(KEY));

        assertThat(present().credentials()).isEqualTo(b);
        assertThat(present().needsCheckBeforeUseAt(clock.nanos())).isTrue();
    }

    @Test
    void written_crossedByAnotherChange_isCheckedBeforeUse() {
        long before = entries.changes(KEY);

        entries.drop(KEY, b.generation());
        entries.written(b, before);

        assertThat(present().needsCheckBeforeUseAt(clock.nanos())).isTrue();
    }

    @Test
    void written_rejected_isNotKept() {
        rejections.add(new Rejections.Rejection(KEY, b.generation(), "rejected", Duration.ZERO));

        entries.written(b, entries.changes(KEY));

        assertThat(entries.get(KEY)).isNull();
    }

    @Test
    void checked_crossedByADoubt_isNotTakenOver() {
        NearEntry known = known(a);
        entries.drop(KEY, b.generation());

        assertThat(entries.checked(known, SharedLook.Found.of(b, true), clock.nanos()))
                .isFalse();

        assertThat(present().credentials()).isEqualTo(a);
    }

    @Test
    void checked_crossedByAWriteInTheSameInstant_isNotTakenOver() {
        NearEntry known = known(a);
        known(b);

        assertThat(entries.checked(known, SharedLook.Found.of(a, false), clock.nanos()))
                .isFalse();

        assertThat(present().credentials()).isEqualTo(b);
    }

    @Test
    void checked_rejected_isDropped() {
        NearEntry known = known(a);
        rejections.add(new Rejections.Rejection(KEY, b.generation(), "rejected", Duration.ZERO));

        assertThat(entries.checked(known, SharedLook.Found.of(b, true), clock.nanos()))
                .isTrue();

        assertThat(entries.get(KEY)).isNull();
    }

    @Test
    void checked_afterItsTimeWasUp_isTakenOver() {
        NearEntry known = known(a);
        entries.unanswered(known);

        assertThat(entries.checked(known, SharedLook.Found.of(b, true), clock.nanos()))
                .isTrue();

        assertThat(present().credentials()).isEqualTo(b);
    }

    @Test
    void unanswered_afterItWasConfirmed_changesNothing() {
        NearEntry known = known(a);
        clock.advance(SOFT);
        entries.checked(known, SharedLook.Found.of(a, false), clock.nanos());

        assertThat(entries.unanswered(known)).isFalse();

        assertThat(present().reported()).isFalse();
    }
}
