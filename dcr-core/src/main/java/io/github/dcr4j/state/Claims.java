package io.github.dcr4j.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who works on a key, and what holds registrations back. Immutable.
 *
 * @param lease the lease, or the last one whose owner may still report
 * @param failures the attempts in a row that failed
 * @param backOffs what pauses registration, the one that was set first first
 * @param intent what was about to be sent and is not accounted for
 * @param registrations when registrations were marked, in their order
 * @param window for how long they are counted, in milliseconds
 * @param checked when the client was last checked: the beginning of this span
 * @param refused the client's metadata document that the server refused, bound to its digest
 */
public record Claims(
        @Nullable Lease lease,
        Failures failures,
        List<BackOff> backOffs,
        @Nullable OpenIntent intent,
        List<Long> registrations,
        long window,
        @Nullable Span checked,
        @Nullable BackOff refused) {
    public static final Claims NONE = new Claims(null, Failures.NONE, List.of(), null, List.of(), 0, null, null);
    private static final int MOST_BACK_OFFS = 8;
    private static final long OWNER_REMEMBERED = 24 * 3_600_000L;

    public Claims {
        backOffs = List.copyOf(backOffs);
        registrations = List.copyOf(registrations);
    }

    boolean isHeldBy(String owner, long now) {
        return lease != null && lease.isHeldBy(owner, now);
    }

    boolean isOwnedBy(@Nullable String owner) {
        return lease != null && lease.owner().equals(owner);
    }

    boolean intentIsOf(@Nullable String owner) {
        return intent != null && intent.owner().equals(owner);
    }

    Claims withLease(@Nullable Lease next) {
        return new Claims(next, failures, backOffs, intent, registrations, window, checked, refused);
    }

    Claims withIntent(@Nullable OpenIntent next) {
        return new Claims(lease, failures, backOffs, next, registrations, window, checked, refused);
    }

    Claims withFailures(Failures next) {
        return new Claims(lease, next, backOffs, intent, registrations, window, checked, refused);
    }

    Claims withRegistrations(List<Long> next) {
        return new Claims(lease, failures, backOffs, intent, next, window, checked, refused);
    }

    public Claims withWindow(long next) {
        return new Claims(lease, failures, backOffs, intent, registrations, next, checked, refused);
    }

    Claims withChecked(Span next) {
        return new Claims(lease, failures, backOffs, intent, registrations, window, next, refused);
    }

    Claims withRefused(@Nullable BackOff next) {
        return new Claims(lease, failures, backOffs, intent, registrations, window, checked, next);
    }

    Claims withBackOffs(List<BackOff> next) {
        return new Claims(lease, failures, next, intent, registrations, window, checked, refused);
    }

    /** Replaces the back-off for the same metadata; of more than eight the one goes that ends first. */
    Claims withBackOff(BackOff added) {
        List<BackOff> next = new ArrayList<>(backOffs);
        next.removeIf(known -> Objects.equals(known.boundTo(), added.boundTo()));
        if (next.size() >= MOST_BACK_OFFS) {
            next.stream()
                    .min(java.util.Comparator.comparingLong(
                            known -> known.span().end()))
                    .ifPresent(next::remove);
        }
        next.add(added);
        return withBackOffs(next);
    }

    Claims limited(long now) {
        return new Claims(
                lease == null ? null : lease.limited(now),
                failures.limited(now),
                backOffs.isEmpty()
                        ? backOffs
                        : backOffs.stream().map(backOff -> backOff.limited(now)).toList(),
                intent == null ? null : intent.limited(now),
                anyAfter(now)
                        ? registrations.stream().map(at -> Math.min(at, now)).toList()
                        : registrations,
                window,
                checked == null ? null : checked.limited(now),
                refused == null ? null : refused.limited(now));
    }

    private boolean anyAfter(long now) {
        for (long at : registrations) {
            if (at > now) {
                return true;
            }
        }
        return false;
    }

    private boolean anyPassed(long now) {
        for (long at : registrations) {
            if (now - at >= window) {
                return true;
            }
        }
        return false;
    }

    /** An owner whose lease ran out is remembered as long as what it may still report. */
    public Claims forgetPassed(long now) {
        return new Claims(
                lease != null && now - lease.span().end() >= OWNER_REMEMBERED ? null : lease,
                failures.forgetPassed(now),
                backOffs.isEmpty()
                        ? backOffs
                        : backOffs.stream()
                                .filter(backOff -> !backOff.span().isOver(now))
                                .toList(),
                intent != null && intent.span().isOver(now) ? null : intent,
                anyPassed(now)
                        ? registrations.stream().filter(at -> now - at < window).toList()
                        : registrations,
                window,
                checked != null && checked.isOver(now) ? null : checked,
                refused != null && refused.span().isOver(now) ? null : refused);
    }

    /** Returns until when, in milliseconds, something here can change an answer. */
    public long matterUntil() {
        long until = lease == null ? 0 : lease.span().end() + OWNER_REMEMBERED;
        until = Math.max(until, failures.span().end());
        until = Math.max(until, intent == null ? 0 : intent.span().end());
        until = Math.max(until, checked == null ? 0 : checked.end());
        until = Math.max(until, refused == null ? 0 : refused.span().end());
        for (BackOff backOff : backOffs) {
            until = Math.max(until, backOff.span().end());
        }
        for (long at : registrations) {
            until = Math.max(until, at + window);
        }
        return until;
    }
}
