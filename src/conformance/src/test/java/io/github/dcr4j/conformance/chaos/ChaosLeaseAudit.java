package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrEvent;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds registrations of one key that were under way at the server at once. One who registers has the lease from before
 * that until the client is saved, or the attempt has failed, and says so then. Nobody else registers meanwhile, unless
 * the lease is lost: Redis lost it, or its owner stood still.
 *
 * <p>Only the first half of a lease is looked at: how much of it had passed when the registration arrived is not known.
 */
final class ChaosLeaseAudit {
    private static final List<Class<? extends DcrEvent>> ENDS = List.of(
            DcrEvent.Registered.class,
            DcrEvent.Adopted.class,
            DcrEvent.Unpublished.class,
            DcrEvent.Failed.class,
            DcrEvent.RefreshFailed.class);

    private final ChaosEvidence evidence;
    private final ChaosFaults faults;
    private final long lease;

    ChaosLeaseAudit(ChaosEvidence evidence) {
        this.evidence = evidence;
        faults = new ChaosFaults(evidence.strikes());
        lease = evidence.lease().toMillis();
    }

    Stream<String> violations() {
        List<ChaosRegistration> all = evidence.registrations();
        return IntStream.range(0, all.size())
                .boxed()
                .flatMap(i -> all.subList(i + 1, all.size()).stream()
                        .filter(later -> isDuring(all.get(i), later))
                        .map(later -> "registered at once, without a lease: " + all.get(i) + ", and " + later));
    }

    private boolean isDuring(ChaosRegistration earlier, ChaosRegistration later) {
        String key = earlier.key();
        return later.key().equals(key)
                && later.atMillis() < earlier.atMillis() + lease / 2
                && !hasEnded(earlier, later.atMillis())
                && !faults.losesState(key, earlier.atMillis() - lease, later.atMillis())
                && !faults.strike(
                        key,
                        earlier.registrar(),
                        earlier.atMillis() - lease,
                        later.atMillis(),
                        fault -> fault == Fault.REPLICA_FROZEN);
    }

    private boolean hasEnded(ChaosRegistration registration, long by) {
        return evidence.journal().stream()
                .filter(entry -> entry.line().atMillis() >= registration.atMillis()
                        && entry.line().atMillis() <= by)
                .anyMatch(entry -> entry.replica().equals(registration.registrar())
                        ? ENDS.stream().anyMatch(kind -> entry.line().tells(kind, registration.key()))
                        : entry.line().handsOut(registration.clientId()));
    }
}
