package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.state.ClaimLease;
import io.github.dcr4j.state.Command;
import io.github.dcr4j.state.MarkIntent;
import io.github.dcr4j.state.NoteRefusal;
import io.github.dcr4j.state.ReadStanding;
import io.github.dcr4j.state.ReleaseLease;
import io.github.dcr4j.state.SettleClient;
import io.github.dcr4j.state.codec.EntryNames;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.RefusedDocument;
import org.jspecify.annotations.Nullable;

/**
 * Coordination by the state of each key.
 *
 * @param clock measures the deadlines of leases for their owners
 * @param endedBySave leases that need not be released any more
 */
record StateBackedCoordination(CommandRunner runner, DcrClock clock, EndedLeases endedBySave)
        implements DcrCoordination {
    @Override
    public Claim claim(ClaimRequest request) {
        return runner.run(request.key(), new ClaimLease(request), clock, DcrStoreException::claiming);
    }

    @Override
    public boolean mark(DcrLease lease, Intent intent) {
        return write(lease.key(), new MarkIntent(EntryNames.newId(), lease.owner(), intent));
    }

    @Override
    public void release(DcrLease lease, Outcome outcome) {
        if (!endedBySave.remove(lease)) {
            write(lease.key(), new ReleaseLease(EntryNames.newId(), lease.owner(), outcome));
        }
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        write(key, new SettleClient(EntryNames.newId(), clientId));
    }

    @Override
    public void refused(DcrKey key, @Nullable RefusedDocument document) {
        write(key, new NoteRefusal(EntryNames.newId(), document));
    }

    @Override
    public KeyStanding standing(DcrKey key, String metadataDigest, Ceiling ceiling) {
        return runner.run(key, new ReadStanding(metadataDigest, ceiling), clock, DcrStoreException::reading);
    }

    private boolean write(DcrKey key, Command<Boolean> command) {
        return runner.run(key, command, clock, DcrStoreException::writing);
    }
}
