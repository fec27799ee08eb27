package io.github.dcr4j.state;

import io.github.dcr4j.store.DcrCoordination.Intent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes what the holder of a lease is about to send, see {@link io.github.dcr4j.store.DcrCoordination#mark}. Its answer
 * is remembered until the lease ends, and cannot be written or repeated after that.
 *
 * @param id of the command
 * @param owner of the lease
 */
public record MarkIntent(String id, String owner, Intent intent) implements Command<Boolean> {
    private static final Duration REMEMBERED = Duration.ofHours(24);

    @Override
    public Step<Boolean> apply(KeyState state, ClockReading at) {
        if (state.answerOf(id) != null) {
            return Step.of(state, true, at);
        }
        Claims claims = state.claims();
        Lease lease = claims.lease();
        if (lease == null || !lease.isHeldBy(owner, at.now())) {
            return Step.of(state, false, at);
        }
        OpenIntent open = claims.intent();
        boolean again =
                open != null && claims.intentIsOf(owner) && open.intent().equals(intent);
        Claims next = claims.withIntent(new OpenIntent(intent, owner, Span.of(at.now(), REMEMBERED), null));
        if (intent.call() == Intent.Call.REGISTER && !again && claims.window() > 0) {
            List<Long> registrations = new ArrayList<>(claims.registrations());
            registrations.add(at.now());
            next = next.withRegistrations(registrations);
        }
        Span left = Span.of(at.now(), lease.span().end() - at.now());
        return Step.of(state.with(next).remember(new Applied(id, "held", left, null)), true, at)
                .notAfter(lease.span().end());
    }
}
