package io.github.dcr4j.manage;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.registration.ManagedClient;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.registration.ManagementResult;
import io.github.dcr4j.registration.RegistrationRequest;
import io.github.dcr4j.registration.RegistrationResponse;
import io.github.dcr4j.registration.UpdateRequest;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one attempt that may replace a client's token or secret (RFC 7592, sections 2.1 and 2.2): each is noted
 * before it is sent, and a new token is saved before anything else happens. Used by one thread at a time.
 */
final class ManagementCalls {
    private final ManagementClient client;
    private final Attempt attempt;
    private final HeldLease held;
    private final ManagementToken management;
    private final Intent intent;
    private final ServerClocks clocks;
    private final Duration callTimeout;

    ManagementCalls(
            ManagementClient client,
            Attempt attempt,
            HeldLease held,
            ManagementToken management,
            ServerClocks clocks,
            Duration callTimeout) {
        this.client = client;
        this.attempt = attempt;
        this.held = held;
        this.management = management;
        this.clocks = clocks;
        this.callTimeout = callTimeout;
        intent = attempt.intentTo(Intent.Call.UPDATE, management.get().clientId());
    }

    /** Reads the client; {@code null} when the lease was lost before anything was sent. */
    @Nullable
    ManagementResult read(ManagedClient known) {
        return call(timeout -> client.read(known, attempt.egress(), timeout));
    }

    /**
     * Updates the client with all that is registered; {@code null} when the lease was lost before anything was sent.
     *
     * @param base what is stored of it
     * @param answered what the server answered of it just now, {@code null} if it did not
     * @param plan what it was registered with, sent where it is not known what is registered
     * @param changes what takes the place of what is registered, {@code null} for nothing
     */
    @Nullable
    ManagementResult update(
            DcrCredentials base,
            @Nullable RegistrationResponse answered,
            RegistrationPlan plan,
            @Nullable RegistrationRequest changes) {
        ManagedClient known = answered == null
                ? ManagedClient.of(base, management.get())
                : new ManagedClient(management.get(), answered.clientSecret(), answered.clientSecretExpiresAt());
        String registered =
                answered != null && answered.hasMetadata() ? answered.registeredMetadata() : base.registeredMetadata();
        UpdateRequest same = UpdateRequest.of(known, registered, base.tokenEndpointAuthMethod());
        UpdateRequest whole = same.bare() ? same.with(plan.request()) : same;
        UpdateRequest update = changes == null ? whole : whole.with(changes);
        return call(timeout -> client.update(known, update, attempt.egress(), timeout));
    }

    private @Nullable ManagementResult call(Function<Duration, ManagementResult> sending) {
        attempt.ensureOpen();
        attempt.at(Step.MANAGE);
        Duration timeout = held.deadline().atMost(callTimeout);
        if (timeout.isZero() || !held.mark(intent)) {
            return null;
        }
        // until it is saved what became of the client: the next attempt begins by reading it
        held.answered(Effect.UNKNOWN);
        ManagementResult result = sending.apply(timeout);
        if (result instanceof ManagementResult.Information information) {
            management.is(information.management());
            clocks.learn(attempt.key(), information.clock().correction());
        } else if (result instanceof ManagementResult.Unusable unusable) {
            management.is(unusable.management());
        } else if (!(result instanceof ManagementResult.Unknown)) {
            held.answered(Effect.NONE);
        }
        return result;
    }
}
