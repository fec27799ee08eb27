package io.github.dcr4j.state;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.DcrStoreException;

/**
 * Coordination by the state of each key.
 *
 * @param clock measures the deadlines of leases for their owners
 */
record StateBackedCoordination(CommandRunner runner, DcrClock clock) implements DcrCoordination {
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
        write(lease.key(), new ReleaseLease(EntryNames.newId(), lease.owner(), outcome));
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        write(key, new SettleClient(EntryNames.newId(), clientId));
    }

    private boolean write(DcrKey key, Command<Boolean> command) {
        return runner.run(key, command, clock, DcrStoreException::writing);
    }
}
