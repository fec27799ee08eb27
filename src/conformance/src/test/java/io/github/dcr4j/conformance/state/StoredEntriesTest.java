package io.github.dcr4j.conformance.state;

import static io.github.dcr4j.conformance.state.StateFixture.KEY;
import static io.github.dcr4j.conformance.state.StateFixture.claim;
import static io.github.dcr4j.conformance.state.StateFixture.credentials;
import static io.github.dcr4j.conformance.state.StateFixture.granted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries that are absent, damaged, of a newer release or too large: what is found, and what is kept of them. */
class StoredEntriesTest {
    private static final Duration LIFE = Duration.ofSeconds(60);

    private final StateFixture on = new StateFixture();

    private String text(String name) {
        return new String(on.entry(name).bytes(), UTF_8);
    }

    private void put(String name, String text) {
        on.memory.putBack(
                KEY, new StoredEntry(name, text.getBytes(UTF_8), on.entry(name).end()));
    }

    private List<String> aside() {
        return on.memory.names(KEY).stream()
                .filter(name -> name.startsWith("aside."))
                .toList();
    }

    @Test
    void find_recordAbsentAfterItsEnd_isExpiredAndNotReported() {
        on.b.save(
                DcrFixtures.credentials(KEY, "a")
                        .clientSecretExpiresAt(on.clock.now().plusSeconds(60))
                        .build(),
                null,
                null);
        on.clock.advance(Duration.ofMinutes(16));

        assertThat(on.a.find(KEY)).isNull();
        granted(on.claimsOfA.claim(claim("a", null, LIFE)));
        assertThat(on.findings).isEmpty();
    }

    @Test
    void claim_recordAbsentBeforeItsEnd_isReportedAsLostOnceAndMayBeHealed() {
        DcrCredentials lost = on.save("a", null);
        on.memory.lose(KEY, "record");

        assertThat(on.a.find(KEY)).isNull();
        assertThat(granted(on.claimsOfA.claim(claim("a", null, LIFE))).base()).isNull();

        assertThat(on.findings).singleElement().asString().contains("is lost", lost.generation());
        assertThat(on.b.heal(lost)).isEqualTo(Healed.CURRENT);
        assertThat(on.a.find(KEY)).isEqualTo(lost);
        assertThat(on.findings).hasSize(1);
    }

    @Test
    void find_recordIsAnOlderOne_isSetAside() {
        DcrCredentials old = on.save("old", null);
        StoredEntry oldRow = on.entry("record");
        on.save("new", old);
        on.memory.putBack(KEY, oldRow);

        assertThat(on.a.find(KEY)).isNull();

        assertThat(aside()).hasSize(1);
        assertThat(on.entry(aside().get(0)).bytes()).isEqualTo(oldRow.bytes());
        assertThat(on.findings).singleElement().asString().contains("not the one that was stored last");
        assertThat(on.b.stream()).isEmpty();
    }

    @Test
    void find_rejectedClientsRowWithADeletedState_isSetAsideAndNotFound() {
        DcrCredentials rejected = on.save("a", null);
        StoredEntry row = on.entry("record");
        on.b.invalidate(KEY, rejected.generation(), "rejected", Duration.ZERO);
        on.memory.lose(KEY, "state");
        on.memory.putBack(KEY, row);

        assertThat(on.a.find(KEY)).isNull();

        assertThat(on.findings).singleElement().asString().contains("no state that names it");
        assertThat(on.memory.names(KEY)).doesNotContain("record");
        assertThat(on.b.save(credentials("b"), null, null)).isInstanceOf(SaveResult.Saved.class);
    }

    @Test
    void find_stateIsLost_aReplicaThatRemembersTheRecordHealsIt() {
        DcrCredentials known = on.save("a", null);
        on.memory.lose(KEY, "state");
        assertThat(on.a.find(KEY)).isNull();

        assertThat(on.b.heal(known)).isEqualTo(Healed.CURRENT);

        assertThat(on.a.find(KEY)).isEqualTo(known);
    }

    @Test
    void findGeneration_formerRowIsLost_isNotFoundAndItsClientIsStillDeletedLater() {
        DcrCredentials former = on.save("former", null);
        DcrCredentials current = on.save("current", former);
        String row = on.memory.names(KEY).stream()
                .filter(name -> name.startsWith("former."))
                .findFirst()
                .orElseThrow();
        on.memory.lose(KEY, row);

        assertThat(on.a.find(KEY, former.generation())).isNull();

        on.clock.advance(Duration.ofHours(24));
        assertThat(granted(on.claimsOfA.claim(claim("a", current, LIFE))).superseded())
                .singleElement()
                .extracting(retired -> retired.management().clientId())
                .isEqualTo("former");
    }

    @Test
    void findGeneration_formerRowIsDamaged_isSetAside() {
        DcrCredentials former = on.save("former", null);
        on.save("current", former);
        String row = on.memory.names(KEY).stream()
                .filter(name -> name.startsWith("former."))
                .findFirst()
                .orElseThrow();
        put(row, "garbage");

        assertThat(on.a.find(KEY, former.generation())).isNull();

        assertThat(on.findings).singleElement().asString().contains("former generation");
        assertThat(text(aside().get(0))).isEqualTo("garbage");
        assertThat(on.memory.names(KEY)).doesNotContain(row);
        assertThat(on.a.find(KEY)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "[]", "{}", "{\"format\":1}", "{\"format\":2,\"key\":\"other\"}"})
    void claim_stateIsDamaged_isSetAsideWithItsRecord(String damaged) {
        DcrCredentials a = on.save("a", null);
        put("state", damaged);

        assertThat(on.a.find(KEY)).isEqualTo(a); // hits do not read the state

        granted(on.claimsOfA.claim(claim("a", null, LIFE)));
        assertThat(on.a.find(KEY)).isNull();
        assertThat(aside()).hasSize(2).anyMatch(name -> text(name).equals(damaged));
        assertThat(on.b.save(credentials("b"), null, null)).isInstanceOf(SaveResult.Saved.class);
        assertThat(Objects.requireNonNull(on.a.find(KEY)).clientId()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{\"format\":2}", "{\"format\":2,\"key\":{\"consumer\":1}}"})
    void find_recordIsDamaged_isSetAside(String damaged) {
        DcrCredentials known = on.save("a", null);
        put("record", damaged);

        assertThat(on.a.find(KEY)).isNull();

        assertThat(aside()).singleElement().asString().endsWith(".record");
        assertThat(on.a.heal(known)).isEqualTo(Healed.CURRENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"version\":-1", "\"version\":1e99", "\"version\":99999999999999999999", "\"version\":\"1\""})
    void claim_counterIsOutOfRange_isSetAside(String version) {
        on.save("a", null);
        put("state", text("state").replaceFirst("\"version\":1", version));

        granted(on.claimsOfA.claim(claim("a", null, LIFE)));

        assertThat(on.findings).anyMatch(finding -> finding.contains("version"));
    }

    @Test
    void claim_leaseNeverEnds_isSetAside() {
        granted(on.claimsOfA.claim(claim("a", null, LIFE)));
        put("state", text("state").replaceFirst("\"span\":\\[\\d+,", "\"span\":[\"inf\","));

        granted(on.claimsOfB.claim(claim("b", null, LIFE)));

        assertThat(on.findings).singleElement().asString().contains("the state", "the end of its span");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "record"})
    void everyCall_entryOfANewerFormat_failsAndOverwritesNothing(String name) {
        DcrCredentials a = on.save("a", null);
        put(name, "{\"format\":3,\"new\":\"thing\"}");
        String writeId = "3.written.by-a-newer-release";
        on.memory.putWriteId(KEY, writeId);

        assertThatThrownBy(() -> on.a.find(KEY))
                .isInstanceOf(DcrStoreException.class)
                .hasMessageContaining("format 3");
        assertThatThrownBy(() -> on.a.save(credentials("b"), a.generation(), null))
                .isInstanceOf(DcrStoreException.class);
        assertThatThrownBy(() -> on.a.remove(KEY)).isInstanceOf(DcrStoreException.class);

        assertThat(on.memory.writeId(KEY)).isEqualTo(writeId);
        assertThat(text(name)).contains("thing");
    }

    @Test
    void save_membersOfTheFuture_areWrittenBack() {
        DcrCredentials a = on.save("a", null);
        granted(on.claimsOfA.claim(claim("a", a, LIFE)));
        on.a.invalidate(KEY, "another", "rejected", Duration.ZERO);
        put(
                "state",
                text("state")
                        .replaceFirst("\"id\":", "\"futureOfApplied\":\"x\",\"id\":")
                        .replaceFirst(
                                "\"registrationClientUri\":", "\"futureOfManagement\":2,\"registrationClientUri\":")
                        .replaceFirst("\"version\":", "\"future\":{\"deep\":[1.50,null]},\"version\":")
                        .replaceFirst("\"name\":", "\"futureOfGeneration\":7,\"name\":")
                        .replaceFirst("\"owner\":", "\"futureOfLease\":true,\"owner\":"));

        on.a.invalidate(KEY, "unknown", "rejected", Duration.ZERO);

        assertThat(text("state"))
                .contains("\"future\":{\"deep\":[1.50,null]}", "\"futureOfGeneration\":7", "\"futureOfLease\":true")
                .contains("\"futureOfApplied\":\"x\"", "\"futureOfManagement\":2");
        assertThat(on.a.find(KEY)).isEqualTo(a);
    }
}
