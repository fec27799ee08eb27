package io.github.dcr4j.conformance.state;

import static io.github.dcr4j.conformance.state.StateFixture.KEY;
import static io.github.dcr4j.conformance.state.StateFixture.claim;
import static io.github.dcr4j.conformance.state.StateFixture.granted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.store.DcrCredentialStore.Evicted;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.testkit.DcrFixtures;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The state of a key has a limit; what is dropped for it is reported if a client may still exist. */
class StateSizeTest {
    private final StateFixture on = new StateFixture();

    @Test
    void invalidate_moreThanTheStateHasRoomFor_reportsTheClientsThatAreStillToBeDeleted() {
        String token = "t".repeat(2_000);
        List<String> clients = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            clients.add("client-" + i);
            DcrManagement management =
                    new DcrManagement("client-" + i, URI.create("https://idp.example.com/r"), Secret.of(token + i));
            DcrCredentials next = DcrFixtures.credentials(KEY, "client-" + i)
                    .management(management)
                    .build();
            assertThat(on.a.save(next, null, null)).isInstanceOf(SaveResult.Saved.class);
            on.a.invalidate(KEY, next.generation(), "rejected", Duration.ZERO);
        }

        List<String> reported =
                on.a.takeEvicted().stream().map(Evicted::clientId).toList();
        List<String> left = granted(on.claimsOfA.claim(claim("a", null, Duration.ofSeconds(60)))).superseded().stream()
                .map(retired -> retired.management().clientId())
                .toList();

        assertThat(Objects.requireNonNull(on.memory.entry(KEY, "state")).bytes().length)
                .isLessThanOrEqualTo(64 * 1024);
        assertThat(reported).startsWith("client-0").doesNotHaveDuplicates().isNotEmpty();
        List<String> all = new ArrayList<>(reported);
        all.addAll(left);
        all.add("client-59"); // the base
        assertThat(all).containsExactlyElementsOf(clients);
        assertThat(on.a.takeEvicted()).isEmpty();
    }

    @Test
    void save_managementDataThatNoStateHasRoomFor_failsAndSaysSo() {
        DcrManagement management =
                new DcrManagement("a", URI.create("https://idp.example.com/r"), Secret.of("t".repeat(70_000)));
        DcrCredentials next =
                DcrFixtures.credentials(KEY, "a").management(management).build();

        assertThatThrownBy(() -> on.a.save(next, null, null))
                .isInstanceOf(DcrStoreException.class)
                .hasMessageContaining("at most 65536")
                .hasMessageNotContaining("ttt");
        assertThat(on.a.find(KEY)).isNull();
    }
}
