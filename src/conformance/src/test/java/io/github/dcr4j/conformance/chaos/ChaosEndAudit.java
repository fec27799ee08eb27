package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.chaos.ChaosLine.Kind;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.conformance.replicas.ReplicaEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds generations that go on after their end, where Redis has not lost the end:
 *
 * <ul>
 *   <li>one who reports a generation is not handed that one;
 *   <li>once a report has returned, no caller of the same replica is handed what was reported; where the replica holds
 *       it because it could not be saved, also once a report has failed, unless it came too soon after another one;
 *   <li>once the end is published, no other replica that reaches Redis is handed it after the near cache's soft age,
 *       but for one that holds it;
 *   <li>a generation ends once: a second end is published only by a replica that held it.
 * </ul>
 */
final class ChaosEndAudit {
    private static final String TOO_SOON = "(minReplacementInterval)";

    private final ChaosEvidence evidence;
    private final ChaosFaults faults;
    private final long lease;
    private final List<Ended> published = new ArrayList<>();
    private final Map<Here, Ended> reported = new HashMap<>();
    private final Set<Here> holders = new HashSet<>();
    private final Set<Here> holding = new HashSet<>();
    private final Set<String> violations = new LinkedHashSet<>();

    private record Here(String replica, String generation) {
        @Override
        public String toString() {
            return "generation " + generation + " by " + replica;
        }
    }

    /**
     * The end of a generation as a replica published it, or as a caller of it learnt that it had taken notice of it.
     */
    private record Ended(String key, Here here, long sinceMillis, long atMillis, boolean failed) {
        String generation() {
            return here.generation();
        }
    }

    ChaosEndAudit(ChaosEvidence evidence) {
        this.evidence = evidence;
        faults = new ChaosFaults(evidence.strikes());
        lease = evidence.lease().toMillis();
    }

    List<String> violations() {
        evidence.journal().forEach(this::published);
        evidence.journal().forEach(this::checked);
        return List.copyOf(violations);
    }

    private void published(ChaosJournal.Entry entry) {
        ReplicaEvent event = entry.line().event();
        if (event == null) {
            return;
        }
        Here here = new Here(entry.replica(), event.detail("generation"));
        if (event.is(DcrEvent.Unpublished.class)) {
            holders.add(here);
        } else if (event.is(DcrEvent.Invalidated.class)) {
            long at = entry.line().atMillis();
            Ended end = new Ended(event.key(), here, at - lease, at, false);
            published.stream()
                    .filter(before -> before.generation().equals(here.generation()))
                    .filter(before -> !holders.contains(here) && !isLost(before, end.atMillis()))
                    .forEach(before -> violations.add("ended twice: " + before.here() + ", and then " + here));
            published.add(end);
        }
    }

    private void checked(ChaosJournal.Entry entry) {
        ChaosLine line = entry.line();
        ReplicaEvent event = line.event();
        if (event != null && event.is(DcrEvent.Unpublished.class)) {
            holding.add(new Here(entry.replica(), event.detail("generation")));
        } else if (event != null && event.is(DcrEvent.Published.class)) {
            holding.remove(new Here(entry.replica(), event.detail("generation")));
        } else if (line.kind() == Kind.RESOLVED) {
            checkGiven(entry.replica(), line, Objects.requireNonNull(line.answer()));
        } else if (line.kind() == Kind.REPORTED) {
            ReplicaAnswer answer = Objects.requireNonNull(line.answer());
            checkGiven(entry.replica(), line, answer);
            report(new Here(entry.replica(), String.valueOf(line.rejected())), line, answer);
        }
    }

    private void report(Here here, ChaosLine line, ReplicaAnswer answer) {
        Ended end = new Ended(answer.key(), here, line.beganMillis(), line.atMillis(), !answer.succeeded());
        if (here.generation().equals(answer.generation())
                && !faults.losesState(answer.key(), line.beganMillis(), line.atMillis())) {
            violations.add("handed out to one who had just reported it: " + here + ", " + answer);
        }
        boolean tooSoon = String.valueOf(answer.message()).contains(TOO_SOON);
        if (answer.succeeded() || (holding.contains(here) && !tooSoon)) {
            reported.putIfAbsent(here, end);
        }
    }

    private void checkGiven(String replica, ChaosLine line, ReplicaAnswer answer) {
        if (!answer.succeeded()) {
            return;
        }
        Here here = new Here(replica, String.valueOf(answer.generation()));
        Ended before = reported.get(here);
        if (before != null
                && line.beganMillis() > before.atMillis()
                && !isLost(before, line.atMillis())
                && !(before.failed() && isTooSoon(before, line.atMillis()))) {
            violations.add("handed out where it was reported before: " + here);
        }
        published.stream()
                .filter(end -> end.generation().equals(here.generation()) && isToBeKnown(end, here, line))
                .forEach(end -> violations.add("handed out after its end: " + here + ", ended as " + end.here()));
    }

    private boolean isToBeKnown(Ended end, Here here, ChaosLine line) {
        return !end.here().equals(here)
                && !holders.contains(here)
                && line.beganMillis() > end.atMillis() + ChaosPlan.SOFT_AGE.toMillis() + lease / 2
                && !isLost(end, line.atMillis())
                && !faults.strike(
                        end.key(), here.replica(), end.atMillis() - lease, line.atMillis(), fault -> !fault.forgets());
    }

    /** Where the report failed, the replica itself remembers the end, until Redis does. */
    private boolean isLost(Ended end, long until) {
        return end.failed()
                ? faults.beginsToLoseState(end.key(), end.sinceMillis(), until)
                : faults.losesState(end.key(), end.sinceMillis(), until);
    }

    /**
     * The end that could not be stored when it was reported is not stored either soon after the end of another
     * generation.
     */
    private boolean isTooSoon(Ended failed, long until) {
        long pause = ChaosSpec.REJECTION_PAUSE.toMillis();
        return published.stream()
                .filter(end ->
                        end.key().equals(failed.key()) && !end.generation().equals(failed.generation()))
                .anyMatch(end -> end.atMillis() >= failed.atMillis() - 2 * pause && end.atMillis() <= until);
    }
}
