package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.resolver.UnpublishedRegistrations.Held;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnpublishedRegistrationsTest {
    private final UnpublishedRegistrations unpublished = new UnpublishedRegistrations(2);

    private static Held held(String consumer) {
        DcrKey key = DcrKey.builder(consumer, Samples.ISSUER).build();
        return new Held(Samples.credentials(key).build(), null, null, Samples.NOWHERE, null);
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
    void pauseBefore_manyTries_growsToHalfAMinute() {
        assertThat(UnpublishedRegistrations.pauseBefore(0)).isEqualTo(Duration.ofMillis(50));
        assertThat(UnpublishedRegistrations.pauseBefore(6)).isEqualTo(Duration.ofSeconds(30));
        assertThat(UnpublishedRegistrations.pauseBefore(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
    }
}
