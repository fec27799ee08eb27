package io.github.dcr4j.conformance.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.state.store.StateBackedStore;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.testkit.DcrFixtures;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Two replicas on one backend in memory; the first one's calls can be disturbed. */
final class StateFixture {
    static final DcrKey KEY = DcrFixtures.key("a");
    static final Intent REGISTER = new Intent(Intent.Call.REGISTER, Instant.EPOCH, null);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final ManualClock clock = new ManualClock();
    final MemoryStateStore memory = new MemoryStateStore(clock);
    final Disturbed disturbed = new Disturbed(memory);
    final List<String> findings = new CopyOnWriteArrayList<>();
    final StateBackedStore a = on(disturbed, PATIENCE);
    final StateBackedStore b = on(memory, PATIENCE);
    final DcrCoordination claimsOfA = a.coordination(clock);
    final DcrCoordination claimsOfB = b.coordination(clock);

    StateBackedStore on(StateStore backend, Duration patience) {
        return new StateBackedStore(backend, clock, patience, (key, finding) -> findings.add(finding.text()));
    }

    /** Returns an entry that the backend holds. */
    StoredEntry entry(String name) {
        return Objects.requireNonNull(memory.entry(KEY, name));
    }

    static DcrCredentials credentials(String clientId) {
        return DcrFixtures.credentials(KEY, clientId).build();
    }

    DcrCredentials save(String clientId, @Nullable DcrCredentials base) {
        SaveResult result = b.save(credentials(clientId), base == null ? null : base.generation(), null);
        assertThat(result).isInstanceOf(SaveResult.Saved.class);
        return ((SaveResult.Saved) result).stored();
    }

    static ClaimRequest claim(String owner, @Nullable DcrCredentials dead, Duration life) {
        String name = dead == null ? null : dead.generation();
        return new ClaimRequest(KEY, owner, life, name, "digest", Ceiling.NONE, Purpose.REGISTER);
    }

    static Claim.Granted granted(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return (Claim.Granted) claim;
    }

    /** Lets the reply to the next write of the first replica get lost, after {@code others} have written. */
    void loseReply(Runnable others) {
        disturbed.afterNextReplace(() -> {
            others.run();
            throw DcrStoreException.writing("the reply was lost", null);
        });
    }
}
