package io.github.dcr4j.conformance.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;

/** What must hold after a renewal has failed and another client is in its place. */
abstract class RenewalFailureFixture {
    static void assertReplaced(RenewalFixture at, DcrCredentials replaced) throws Exception {
        assertThat(replaced.clientId()).isNotEqualTo(at.first().clientId());
        assertThat(at.events().of(DcrEvent.NotRenewed.class)).singleElement().satisfies(event -> {
            assertThat(event.clientId()).hasToString(at.first().clientId());
            assertThat(event.generation()).isEqualTo(at.first().generation());
            assertThat(event.why()).contains(at.first().clientId());
        });
        assertThat(at.events().of(DcrEvent.Registered.class)).hasSize(1);
        assertThat(at.events().of(DcrEvent.OrphanSuspected.class)).isEmpty();
        at.assertStoredIsTrue();
    }
}
