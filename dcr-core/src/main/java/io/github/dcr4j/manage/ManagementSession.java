package io.github.dcr4j.manage;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.register.AnswerCheck;
import io.github.dcr4j.register.CallersAnswers;
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
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls about one stored client that may replace its token or secret (RFC 7592, sections 2.1 and 2.2), under one
 * lease: each is noted before it is sent, and a new token is saved before anything else happens. Used by one thread at
 * a time.
 */
final class ManagementSession {
    private final ManagementClient client;
    private final ServerClocks clocks;
    private final Duration callTimeout;
    private final CallersAnswers answers;
    private final Attempt attempt;
    private final HeldLease held;
    private final DcrCredentials base;
    private final RegistrationPlan plan;
    private final ManagementToken token;
    private final Intent intent;

    /**
     * Begins one; {@link ManagementSessions} does.
     *
     * @param base what is stored of the client
     * @param plan what it was registered with
     * @param token what manages it
     */
    ManagementSession(
            ManagementClient client,
            ServerClocks clocks,
            Duration callTimeout,
            CallersAnswers answers,
            Attempt attempt,
            HeldLease held,
            DcrCredentials base,
            RegistrationPlan plan,
            ManagementToken token) {
        this.client = client;
        this.clocks = clocks;
        this.callTimeout = callTimeout;
        this.answers = answers;
        this.attempt = attempt;
        this.held = held;
        this.base = base;
        this.plan = plan;
        this.token = token;
        intent = attempt.intentTo(Intent.Call.UPDATE, token.get().clientId());
    }

    Attempt attempt() {
        return attempt;
    }

    HeldLease held() {
        return held;
    }

    /** Returns what is stored of the client. */
    DcrCredentials base() {
        return base;
    }

    RegistrationPlan plan() {
        return plan;
    }

    /** Returns what manages the client by now. */
    ManagementToken token() {
        return token;
    }

    /** Reads the client; {@code null} when the lease was lost before anything was sent. */
    @Nullable
    ManagementResult read() {
        ManagedClient known = ManagedClient.of(base, token.get());
        return call(timeout -> client.read(known, attempt.egress(), timeout));
    }

    /**
     * Updates the client with all that is registered; {@code null} when the lease was lost before anything was sent.
     *
     * @param answered what the server answered of it just now, {@code null} if it did not
     * @param changes what takes the place of what is registered, {@code null} for nothing
     */
    @Nullable
    ManagementResult update(@Nullable RegistrationResponse answered, @Nullable RegistrationRequest changes) {
        ManagedClient known = answered == null
                ? ManagedClient.of(base, token.get())
                : new ManagedClient(token.get(), answered.clientSecret(), answered.clientSecretExpiresAt());
        String registered =
                answered != null && answered.hasMetadata() ? answered.registeredMetadata() : base.registeredMetadata();
        UpdateRequest same = UpdateRequest.of(known, registered, base.tokenEndpointAuthMethod());
        // where it is not known what is registered, what it was registered with is sent
        UpdateRequest whole = same.bare() ? same.with(plan.request()) : same;
        UpdateRequest changed = changes == null ? whole : whole.with(changes);
        attempt.at(Step.MANAGE);
        try {
            UpdateRequest update = changed.with(answers.softwareStatement(attempt, held));
            return call(timeout -> client.update(known, update, attempt.egress(), timeout));
        } catch (TimeoutException e) {
            return null; // the supplier of the statement took as long as the lease
        }
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
            token.is(information.management());
            clocks.learn(attempt.key(), information.clock().correction());
        } else if (result instanceof ManagementResult.Unusable unusable) {
            token.is(unusable.management());
        } else if (!(result instanceof ManagementResult.Unknown)) {
            held.answered(Effect.NONE);
        }
        return result;
    }

    /** Returns what is to be said of an answer, by the clock of the server. */
    AnswerCheck check(RegistrationResponse information) {
        return new AnswerCheck(attempt.request(), plan, information, clocks.now(attempt.key()));
    }

    /** Returns whether the secret in an answer has not expired, by the clock of the server. */
    boolean isAlive(RegistrationResponse information) {
        return information.clientSecretExpiresAt() == null
                || information.clientSecretExpiresAt().isAfter(clocks.now(attempt.key()));
    }

    /** Notes that what became of the client is known, and nothing is left to do about it. */
    void settled() {
        held.answered(Effect.ACCOUNTED);
    }
}
