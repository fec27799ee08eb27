package io.github.dcr4j.resource;

import io.github.dcr4j.ForeignText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The scopes of one caller's tokens at a resource, as they grow: a resource that answers 403 {@code insufficient_scope}
 * gets what was granted and what it asks for, together. It ends after three steps, and where a resource asks for
 * nothing that was not granted already, so that a resource cannot keep a user at the authorization server's pages. The
 * client stays the same: what a client is registered with is another thing than what a token is asked for. Immutable
 * and thread-safe.
 *
 * @see io.github.dcr4j.resolver.ResourceRequest an example
 */
public final class StepUp {
    private static final int MOST_STEPS = 3;

    private final List<String> scopes;
    private final int steps;

    private StepUp(List<String> scopes, int steps) {
        this.scopes = List.copyOf(scopes);
        this.steps = steps;
    }

    /**
     * Begins with the scopes that a token has: those of the token's answer, or else those that were asked for. Keep the
     * step that a token was asked with and go on from that: one that begins anew counts from 0 again.
     */
    public static StepUp from(Collection<String> granted) {
        return new StepUp(new ArrayList<>(new LinkedHashSet<>(granted)), 0);
    }

    /**
     * Returns what to ask for next.
     *
     * @param challenge the resource's answer
     * @return empty if another token would not help: this resource asks for no further scope, or three steps have been
     *     made
     */
    public Optional<StepUp> next(ResourceChallenge challenge) {
        Set<String> together = new LinkedHashSet<>(scopes);
        boolean more = together.addAll(challenge.scopes());
        return more && steps < MOST_STEPS
                ? Optional.of(new StepUp(new ArrayList<>(together), steps + 1))
                : Optional.empty();
    }

    /** Returns the scopes to ask for, in the order in which they came. */
    public List<String> scopes() {
        return scopes;
    }

    /** Returns how many steps have been made, from 0 to 3. */
    public int steps() {
        return steps;
    }

    @Override
    public String toString() {
        return "StepUp[steps=" + steps + ", scopes=" + ForeignText.printed(String.join(" ", scopes)) + "]";
    }
}
