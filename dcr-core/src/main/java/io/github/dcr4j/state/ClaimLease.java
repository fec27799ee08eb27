package io.github.dcr4j.state;

import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrCoordination.Retired;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.LatestGeneration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the lease, see {@link io.github.dcr4j.store.DcrCoordination#claim}. It needs no id: the owner of a live
 * lease is granted it again.
 */
public record ClaimLease(ClaimRequest request) implements Command<Claim> {
    private static final long LONGEST_PAUSE = 250;
    private static final long CHECK_REMEMBERED = Duration.ofDays(7).toMillis();
    private static final long WRITTEN_WITHIN = Duration.ofSeconds(2).toMillis();

    @Override
    public Step<Claim> apply(KeyState state, ClockReading at) {
        Claims claims = state.claims();
        CurrentRecord current = state.generations().current();
        boolean mine = claims.isHeldBy(request.owner(), at.now());
        boolean registers = request.purpose() == Purpose.REGISTER || request.purpose() == Purpose.REGISTER_NOW;
        if (current != null && !current.generation().equals(request.dead()) && registers) {
            KeyState next = mine ? state.with(claims.withLease(null)) : state;
            return Step.of(next, new Claim.Current(current.credentials()), at);
        }
        Lease held = claims.lease();
        if (mine && held != null) {
            return granted(state, held, at);
        }
        if (held != null && held.isHeld(at.now())) {
            long pause = Math.min(held.span().end() - at.now(), LONGEST_PAUSE);
            return Step.of(state, new Claim.Busy(Duration.ofMillis(pause)), at);
        }
        Claim.BackOff paused = switch (request.purpose()) {
            case REGISTER -> paused(claims, request.metadataDigest(), request.ceiling(), at.now());
            case CHECK -> checkedBefore(claims, at.now());
            case REGISTER_NOW, MANAGE -> null;
        };
        if (paused != null) {
            return Step.of(state, paused, at);
        }
        Span window = Span.of(0, request.ceiling().window());
        Lease taken = new Lease(
                request.owner(),
                Span.of(at.now(), request.life()),
                at.nanos() + Span.of(0, request.life()).length() * 1_000_000,
                null);
        Claims next = request.purpose() == Purpose.CHECK
                ? claims.withLease(taken).withChecked(Span.of(at.now(), Math.max(CHECK_REMEMBERED, window.length())))
                : claims.withLease(taken).withWindow(Math.max(claims.window(), window.length()));
        return granted(state.with(next), taken, at);
    }

    /** The last check may have been asked for with another window. */
    private Claim.@Nullable BackOff checkedBefore(Claims claims, long now) {
        Span last = claims.checked();
        if (last == null) {
            return null;
        }
        long left = last.end()
                - last.length()
                + Span.of(0, request.ceiling().window()).length()
                - now;
        Reason why = new Reason("the client was checked at the server a moment ago", false, 0, null);
        return left <= 0 ? null : new Claim.BackOff(Duration.ofMillis(left), why);
    }

    /** Returns what pauses the registration of these metadata; {@code null} if nothing does. */
    static Claim.@Nullable BackOff paused(Claims claims, String metadataDigest, Ceiling ceiling, long now) {
        BackOff longest = null;
        for (BackOff backOff : claims.backOffs()) {
            boolean longer =
                    longest == null || backOff.span().end() > longest.span().end();
            longest = longer && backOff.concerns(metadataDigest) ? backOff : longest;
        }
        if (longest != null) {
            return new Claim.BackOff(Duration.ofMillis(longest.span().end() - now), longest.why());
        }
        long window = Span.of(0, ceiling.window()).length();
        List<Long> within = new ArrayList<>(claims.registrations());
        within.removeIf(registered -> now - registered >= window);
        int most = ceiling.registrations();
        if (within.size() < most) {
            return null;
        }
        long free = within.get(within.size() - most) + window;
        String text = "the ceiling of " + most + " registrations in " + ceiling.window() + " is reached";
        return new Claim.BackOff(Duration.ofMillis(Math.max(free - now, 1)), new Reason(text, false, 0, null));
    }

    private Step<Claim> granted(KeyState state, Lease lease, ClockReading at) {
        Generations generations = state.generations();
        OpenIntent open = state.claims().intent();
        Intent leftover = open == null || open.owner().equals(request.owner()) ? null : open.intent();
        Generation newest = generations.newest();
        Claim answer = new Claim.Granted(
                new DcrLease(request.key(), lease.owner(), lease.deadlineNanos()),
                generations.current() == null ? null : generations.current().generation(),
                state.claims().failures().count(),
                leftover,
                newest == null ? null : newest.management(),
                superseded(generations),
                latest(newest, at.now()));
        return Step.of(state, answer, at)
                .provingTheStore()
                .notAfter(Math.min(at.now() + WRITTEN_WITHIN, lease.span().end()));
    }

    private static LatestGeneration.@Nullable End end(Retired.@Nullable Cause cause) {
        return cause == null ? null : LatestGeneration.End.valueOf(cause.name());
    }

    static @Nullable LatestGeneration latest(@Nullable Generation newest, long now) {
        return newest == null
                ? null
                : new LatestGeneration(
                        newest.name(),
                        newest.clientId(),
                        end(newest.cause()),
                        newest.reason(),
                        newest.secret().isOver(now));
    }

    private static List<Retired> superseded(Generations generations) {
        Set<String> kept = new HashSet<>(clientsInUse(generations));
        Generation newest = generations.newest();
        if (newest != null && newest.management() != null) {
            kept.add(newest.clientId());
        }
        Map<String, Retired> superseded = new LinkedHashMap<>();
        for (Generation known : generations.list()) {
            if (known.management() != null && !kept.contains(known.clientId())) {
                superseded.put(known.clientId(), new Retired(known.management(), known.causeOrReplaced()));
            }
        }
        return List.copyOf(superseded.values());
    }

    /** Returns the clients of the current and the former generations. */
    public static Set<String> clientsInUse(Generations generations) {
        Set<String> clients = new HashSet<>();
        if (generations.current() != null) {
            clients.add(generations.current().credentials().clientId());
        }
        for (Generation known : generations.list()) {
            if (known.isFormer()) {
                clients.add(known.clientId());
            }
        }
        return clients;
    }
}
