package io.github.dcr4j.conformance.state;

import static io.github.dcr4j.conformance.state.StateFixture.KEY;
import static io.github.dcr4j.conformance.state.StateFixture.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.state.store.StateBackedStore;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StoredEntry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

/** What the write id of a key shows without its state, and with it. */
class HitsByWriteIdTest {
    private final StateFixture on = new StateFixture();

    @Test
    void find_writeIdIsDamaged_isSetAsideWithItsRecord() {
        on.save("a", null);
        on.memory.putWriteId(KEY, "garbage");

        assertThat(on.a.find(KEY)).isNull();

        assertThat(on.findings).hasSize(2).first().asString().contains("not of the last write");
        assertThat(on.b.save(credentials("b"), null, null)).isInstanceOf(SaveResult.Saved.class);
    }

    @Test
    void findGeneration_endedRowAndItsStateArePutBack_isNotFound() {
        DcrCredentials ended = on.save("a", null);
        on.save("b", ended);
        StoredEntry state = on.entry("state");
        String former = on.memory.names(KEY).stream()
                .filter(name -> name.startsWith("former."))
                .findFirst()
                .orElseThrow();
        StoredEntry row = on.entry(former);
        on.b.remove(KEY);
        assertThat(on.memory.names(KEY)).doesNotContain(former);
        on.memory.putBack(KEY, state);
        on.memory.putBack(KEY, row);

        assertThat(on.a.find(KEY, ended.generation())).isNull();

        assertThat(on.findings).anyMatch(finding -> finding.contains("not of the last write"));
    }

    @Test
    void find_hit_asksForTheRecordAlone() {
        DcrCredentials a = on.save("a", null);
        StateStore recording = Mockito.mock(StateStore.class, AdditionalAnswers.delegatesTo(on.memory));
        StateBackedStore store = on.on(recording, Duration.ofSeconds(60));

        assertThat(store.find(KEY)).isEqualTo(a);
        assertThat(store.find(KEY)).isSameAs(store.find(KEY));

        Mockito.verify(recording, Mockito.times(3)).find(KEY, List.of("record"));
        Mockito.verifyNoMoreInteractions(recording);
    }

    @Test
    void find_stateOfAnEarlierWriteIsPutBack_isSetAsideByTheNextWrite() {
        DcrCredentials a = on.save("a", null);
        StoredEntry old = on.entry("state");
        on.b.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        on.memory.putBack(KEY, old);

        on.a.remove(KEY);

        assertThat(on.findings).singleElement().asString().contains("not of the last write");
    }
}
