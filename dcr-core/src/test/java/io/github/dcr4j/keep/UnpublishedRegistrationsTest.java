package io.github.dcr4j.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.keep.UnpublishedRegistrations.Held;
import io.github.dcr4j.keep.UnpublishedRegistrations.Rejected;
import io.github.dcr4j.resolver.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnpublishedRegistrationsTest {
    private final UnpublishedRegistrations unpublished = new UnpublishedRegistrations(2);

    private static Held held(String consumer) {
        return held(consumer, "client-1");
    }

    private static Held held(String consumer, String clientId) {
        DcrKey key = DcrKey.builder(consumer, Samples.ISSUER).build();
        return new Held(
                Samples.credentials(key).clientId(clientId).build(), null, null, Samples.spec(Samples.request()), null);
    }

    @Test
    void hold_roomLeft_isFoundByItsKey() {
        Held one = held("one");

        assertThat(unpublished.hold(one)).isTrue();
        assertThat(unpublished.find(one.credentials().key())).isSameAs(one.credentials());
        assertThat(unpublished.find(held("two").credentials().key())).isNull();
        assertThat(unpublished.holds(one)).isTrue();
    }

    @Test
    void hold_full_isRefused() {
        unpublished.hold(held("one"));
        unpublished.hold(held("two"));

        assertThat(unpublished.hold(held("three"))).isFalse();
        assertThat(unpublished.all()).hasSize(2);
    }

    @Test
    void hold_closed_isRefusedAndNothingIsLeft() {
        unpublished.close();

        assertThat(unpublished.hold(held("one"))).isFalse();
        assertThat(unpublished.all()).isEmpty();
    }

    @Test
    void release_twice_onlyTheFirstLetsGo() {
        Held one = held("one");
        unpublished.hold(one);

        assertThat(unpublished.release(one)).isTrue();
        assertThat(unpublished.release(one)).isFalse();
        assertThat(unpublished.find(one.credentials().key())).isNull();
    }

    @Test
    void release_anotherOfTheSameKey_leavesTheNewerAlone() {
        Held older = held("one");
        Held newer = held("one");
        unpublished.hold(newer);

        assertThat(unpublished.release(older)).isFalse();
        assertThat(unpublished.holds(newer)).isTrue();
        assertThat(unpublished.holds(older)).isFalse();
    }

    @Test
    void hold_fullAndAnotherOfTheKeyIsHeld_leavesThatOneAsItIs() {
        Held earlier = held("one");
        unpublished.hold(earlier);
        unpublished.hold(held("two"));

        assertThat(unpublished.hold(held("one"))).isFalse();
        assertThat(unpublished.holds(earlier)).isTrue();
    }

    @Test
    void hold_anotherOfTheKeyIsHeld_bothAreFoundByNameAndTheNewerIsServed() {
        Held earlier = held("one", "client-1");
        Held newer = held("one", "client-2");
        unpublished.hold(earlier);
        unpublished.hold(newer);

        assertThat(unpublished.find(newer.key())).isSameAs(newer.credentials());
        assertThat(unpublished.find(earlier.key(), earlier.credentials().generation()))
                .isSameAs(earlier.credentials());
        assertThat(unpublished.keepsReplaced(earlier)).isTrue();
        assertThat(unpublished.refersTo(earlier.key(), "client-1")).isTrue();
        assertThat(unpublished.refersTo(earlier.key(), "client-2")).isTrue();
        assertThat(unpublished.refersTo(earlier.key(), "client-3")).isFalse();
    }

    @Test
    void replace_served_isFoundByNameOnly() {
        Held one = held("one");
        unpublished.hold(one);

        assertThat(unpublished.replace(one)).isTrue();
        assertThat(unpublished.replace(one)).isFalse();
        assertThat(unpublished.find(one.key())).isNull();
        assertThat(unpublished.find(one.key(), one.credentials().generation())).isSameAs(one.credentials());
        assertThat(unpublished.release(one)).isTrue();
        assertThat(unpublished.of(one.key())).isEmpty();
    }

    @Test
    void reject_heldOrReplaced_isGoneAndItsEndIsRememberedUntilItIsSaved() {
        Held one = held("one");
        unpublished.hold(one);
        Rejected rejection = new Rejected(one.credentials(), "seen", Duration.ZERO);

        assertThat(unpublished.reject(rejection)).isTrue();
        assertThat(unpublished.reject(rejection)).isFalse();
        assertThat(unpublished.of(one.key())).isEmpty();
        assertThat(unpublished.isRejected(one.key(), one.credentials().generation()))
                .isTrue();
        assertThat(unpublished.isRejected(one.key(), "another")).isFalse();
        unpublished.rejectionSaved(rejection);
        assertThat(unpublished.rejected(one.key())).isNull();
    }

    @Test
    void pauseBefore_manyTries_growsToHalfAMinute() {
        assertThat(UnpublishedRegistrations.pauseBefore(0)).isEqualTo(Duration.ofMillis(50));
        assertThat(UnpublishedRegistrations.pauseBefore(6)).isEqualTo(Duration.ofSeconds(30));
        assertThat(UnpublishedRegistrations.pauseBefore(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
    }
}
