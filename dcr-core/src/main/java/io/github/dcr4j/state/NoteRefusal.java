package io.github.dcr4j.state;

import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.RefusedDocument;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the document that the server refused last, or forgets it, see {@link
 * io.github.dcr4j.store.DcrCoordination#refused}.
 *
 * @param id of the command: what is noted after it is not undone by it
 * @param document {@code null} to forget
 */
public record NoteRefusal(String id, @Nullable RefusedDocument document) implements Command<Boolean> {
    private static final int LONGEST_REASON = 200;

    @Override
    public Step<Boolean> apply(KeyState state, ClockReading at) {
        Claims claims = state.claims();
        if (state.answerOf(id) != null || (document == null && claims.refused() == null)) {
            return Step.of(state, true, at);
        }
        return Step.of(state.with(claims.withRefused(noted(at))).remember(id, "noted", at.now()), true, at);
    }

    private @Nullable BackOff noted(ClockReading at) {
        if (document == null) {
            return null;
        }
        String why = document.why();
        String text = why.length() <= LONGEST_REASON ? why : why.substring(0, LONGEST_REASON);
        return new BackOff(
                new Reason(text, false, 0, null), document.digest(), Span.of(at.now(), document.lasts()), null);
    }
}
