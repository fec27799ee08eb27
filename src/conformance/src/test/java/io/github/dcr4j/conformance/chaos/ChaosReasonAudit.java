package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Finds registrations that nothing explains. The first of a key needs no reason; each further one needs one of its own,
 * which was there before it:
 *
 * <ul>
 *   <li>the server forgot the clients of the key;
 *   <li>a client came due, as renewed ones do again, or a replica's clock was set wrong, or right again, while secrets
 *       expire;
 *   <li>Redis lost something of the key, once, or all the time while it evicts;
 *   <li>a registration before it was hindered: it was not saved yet while its replica was killed, stood still, or
 *       was cut off from Redis, or Redis was away, or the server's answer was late;
 *   <li>a renewal was: the secret that it gave may have been lost with it.
 * </ul>
 */
final class ChaosReasonAudit {
    private final ChaosEvidence evidence;
    private final ChaosFaults faults;
    private final long lease;

    ChaosReasonAudit(ChaosEvidence evidence) {
        this.evidence = evidence;
        faults = new ChaosFaults(evidence.strikes());
        lease = evidence.lease().toMillis();
    }

    Stream<String> violations() {
        return evidence.registrations().stream()
                .map(ChaosRegistration::key)
                .distinct()
                .sorted()
                .flatMap(this::violations);
    }

    private Stream<String> violations(String key) {
        List<ChaosRegistration> counted = evidence.registrations().stream()
                .filter(registration -> registration.key().equals(key))
                .filter(registration -> !isWhileEvicting(registration))
                .toList();
        List<Long> reasons = reasons(key);
        return IntStream.range(1, counted.size())
                .filter(i -> reasons.stream()
                                .filter(since -> since <= counted.get(i).atMillis())
                                .count()
                        < i)
                .mapToObj(i -> "key " + key + " saw a registration without a reason, the " + (i + 1) + "th of "
                        + counted.size() + ": " + counted.get(i) + ", with reasons at " + reasons)
                .limit(1);
    }

    private boolean isWhileEvicting(ChaosRegistration registration) {
        return faults.of(registration.key())
                .filter(window -> window.fault() == Fault.REDIS_EVICTING)
                .anyMatch(window -> window.overlaps(registration.atMillis() - lease, registration.atMillis()));
    }

    /** Returns since when there was each reason for one more registration. */
    private List<Long> reasons(String key) {
        List<Long> reasons = new ArrayList<>();
        faults.of(key).forEach(window -> {
            if (window.fault().forgets() || window.strike().losesState()) {
                reasons.add(window.fromMillis());
            }
            if (window.fault().isWrongClock() && isExpiring()) {
                reasons.add(window.fromMillis());
                reasons.add(window.toMillis());
            }
        });
        comingDue(key).forEach(reasons::add);
        evidence.renewed().stream()
                .filter(client -> client.key().equals(key) && isStruck(client))
                .forEach(client -> reasons.add(client.atMillis()));
        evidence.registrations().stream()
                .filter(registration -> registration.key().equals(key) && isHindered(registration))
                .forEach(registration -> reasons.add(registration.atMillis() + 1)); // none explains itself
        return reasons.stream().sorted().toList();
    }

    private boolean isExpiring() {
        return !evidence.secretLife().isZero();
    }

    /** Nothing is due in the first half of its life. */
    private LongStream comingDue(String key) {
        return isExpiring()
                ? Stream.concat(evidence.issued().stream(), evidence.renewed().stream())
                        .filter(client -> client.key().equals(key))
                        .filter(client -> !evidence.deletions().contains(client.id()))
                        .mapToLong(client ->
                                client.atMillis() + evidence.secretLife().toMillis() / 2 - 1_000)
                : LongStream.empty();
    }

    /** Which replica renewed it is not known: any fault is one that may have hindered it. */
    private boolean isStruck(ChaosClient renewed) {
        return faults.of(renewed.key())
                .anyMatch(window -> window.overlaps(renewed.atMillis() - lease, renewed.atMillis() + lease));
    }

    /**
     * What was saved at last was hindered only where its lease ran out meanwhile, as only that of who stands still
     * does.
     */
    private boolean isHindered(ChaosRegistration registration) {
        String key = registration.key();
        long next = nextOfReplica(registration);
        ChaosLine end = evidence.journal().stream()
                .filter(entry -> entry.replica().equals(registration.registrar()))
                .map(ChaosJournal.Entry::line)
                .filter(line -> line.atMillis() >= registration.atMillis() && line.atMillis() <= next)
                .filter(line -> isEnd(line, key))
                .findFirst()
                .orElse(null);
        boolean saved = end != null && end.tells(DcrEvent.Registered.class, key);
        return faults.strike(
                key,
                registration.registrar(),
                registration.atMillis() - lease / 2,
                end == null ? next : end.atMillis(),
                fault -> saved ? fault == Fault.REPLICA_FROZEN : hinders(fault));
    }

    private boolean hinders(Fault fault) {
        return !fault.forgets() && (isExpiring() || !fault.isWrongClock());
    }

    private long nextOfReplica(ChaosRegistration registration) {
        return evidence.registrations().stream()
                .dropWhile(other -> !other.equals(registration))
                .skip(1)
                .filter(other -> other.key().equals(registration.key())
                        && other.registrar().equals(registration.registrar()))
                .mapToLong(ChaosRegistration::atMillis)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Tells whether it is known from then on what became of a registration, or nobody waits for it any more. */
    private static boolean isEnd(ChaosLine line, String key) {
        return line.tells(DcrEvent.Registered.class, key)
                || line.tells(DcrEvent.Published.class, key)
                || line.tells(DcrEvent.Adopted.class, key)
                || line.tells(DcrEvent.Failed.class, key)
                || line.tells(DcrEvent.RefreshFailed.class, key);
    }
}
