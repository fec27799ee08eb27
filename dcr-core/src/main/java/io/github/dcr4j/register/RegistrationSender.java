package io.github.dcr4j.register;

import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.ServerPauses;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.registration.RegistrationResult;
import io.github.dcr4j.registration.RegistrationResult.Refused;
import io.github.dcr4j.request.ClientProfile;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a registration (RFC 7591, section 3.1). No POST is repeated unless the server has answered it completely with a
 * 4xx which says that no client was made: a 401, with what authorizes it asked for anew, a refusal of the scopes, with
 * fewer of them, or of a redirect URI, with those alone that the caller gave, or,
 * by the caller of this class, a 404, 405 or 410, at another address that the server names by now.
 * At most three are sent in an attempt, each marked before and within the lease, so that each counts towards the
 * ceiling. Thread-safe.
 */
public final class RegistrationSender {
    private final RegistrationClient client;
    private final ServerPauses pauses;
    private final Duration callTimeout;
    private final CallersAnswers answers;

    public RegistrationSender(
            RegistrationClient client, ServerPauses pauses, Duration callTimeout, CallersAnswers answers) {
        this.client = client;
        this.pauses = pauses;
        this.callTimeout = callTimeout;
        this.answers = answers;
    }

    /**
     * What was sent last, and its answer.
     *
     * @param plan what was asked for
     */
    record Sent(RegistrationPlan plan, RegistrationResult answer) {
        private static final Set<Integer> GONE = Set.of(404, 405, 410);

        /** Returns whether clients are registered elsewhere, or nowhere. */
        boolean nothingIsThere() {
            int status = answer instanceof Refused refused ? refused.failure().status() : 0;
            return GONE.contains(status) || status == 501 || (status >= 300 && status < 400);
        }

        /** Returns whether the answer says completely that there is nothing, so that no client was made. */
        boolean mayBeSentElsewhere() {
            return answer instanceof Refused refused
                    && refused.complete()
                    && GONE.contains(refused.failure().status());
        }
    }

    /** Returns the last answer; {@code null} if the lease was lost before there was one that counts. */
    @Nullable
    Sent send(Attempt attempt, HeldLease held, RegistrationPlan plan) {
        Sent sent = sendAll(attempt, held, plan);
        if (sent != null
                && !Objects.equals(sent.plan().scopes(), plan.scopes())
                && sent.answer() instanceof RegistrationResult.Registered) {
            attempt.noteAll(List.of(new Deviation(DeviationCode.SCOPE_LEFT_OUT, "scope", "string")));
        }
        return sent;
    }

    private @Nullable Sent sendAll(Attempt attempt, HeldLease held, RegistrationPlan plan) {
        // before a token is asked for that may be good once
        pauses.check(plan.endpoints().registrationEndpoint());
        try {
            return sendEach(attempt, held, plan);
        } catch (TimeoutException e) {
            return null; // a supplier, or the wait for a place, took as long as the lease
        }
    }

    private @Nullable Sent sendEach(Attempt attempt, HeldLease held, RegistrationPlan plan) throws TimeoutException {
        RegistrationAuthorization source = attempt.request().authorization();
        if (source != null) {
            RegistrationClient.ensureTrusted(source.name(), plan.endpoints().registrationEndpoint());
        }
        answers.ensureSendable(attempt, plan.request().softwareStatement());
        Secret statement = answers.softwareStatement(attempt, held);
        CallAuthorization authorization = answers.authorization(attempt, held, plan, statement);
        boolean askedAnew = false;
        Sent sent = post(attempt, held, plan, authorization, statement);
        while (sent != null
                && sent.answer() instanceof Refused refused
                && refused.complete()
                && attempt.mayRegister()) {
            if (refused.failure().status() == 401) {
                CallAuthorization other =
                        askedAnew ? authorization : answers.authorization(attempt, held, sent.plan(), statement);
                if (other == null || other.equals(authorization)) {
                    return sent;
                }
                askedAnew = true;
                authorization = other;
                sent = post(attempt, held, sent.plan(), authorization, statement);
            } else {
                RegistrationPlan fewer =
                        withoutRefused(sent.plan(), refused, attempt.request().profile());
                if (fewer == null) {
                    return sent;
                }
                if (source != null && source.boundToRequest()) {
                    authorization = answers.authorization(attempt, held, fewer, statement);
                }
                sent = post(attempt, held, fewer, authorization, statement);
            }
        }
        return sent;
    }

    /** Returns a plan without what {@code refused} is about; {@code null} if there is nothing that may be left out. */
    private static @Nullable RegistrationPlan withoutRefused(
            RegistrationPlan plan, Refused refused, ClientProfile profile) {
        if (refused.failure().retryable()) {
            return null;
        }
        if (refused.aboutScopes()) {
            return plan.withoutRefusedScopes(profile);
        }
        return refused.aboutRedirects() ? plan.withGivenRedirectUris(profile) : null;
    }

    private @Nullable Sent post(
            Attempt attempt,
            HeldLease held,
            RegistrationPlan plan,
            @Nullable CallAuthorization authorization,
            @Nullable Secret statement) {
        attempt.ensureOpen();
        EndpointUrl endpoint = plan.endpoints().registrationEndpoint();
        pauses.check(endpoint);
        Duration timeout = held.deadline().atMost(callTimeout);
        if (timeout.isZero() || !held.mark(attempt.nextRegistration())) {
            return null;
        }
        attempt.countRegistration();
        RegistrationResult answer =
                attempt.timed(() -> client.register(endpoint, plan.request().with(statement), authorization, timeout));
        note(held, answer);
        endPause(endpoint, answer);
        return new Sent(plan, answer);
    }

    private static void note(HeldLease held, RegistrationResult answer) {
        if (answer instanceof RegistrationResult.NotSent) {
            held.answered(Effect.NONE);
        } else if (!(answer instanceof RegistrationResult.Unknown)) {
            held.answered(Effect.ACCOUNTED);
        }
    }

    /** A pause that the server asks for now begins when the attempt has failed. */
    private void endPause(EndpointUrl endpoint, RegistrationResult answer) {
        boolean asksForOne = answer instanceof Refused refused && ServerPauses.isAskedForBy(refused.failure());
        if (!asksForOne && (answer instanceof Refused || answer instanceof RegistrationResult.Registered)) {
            pauses.end(endpoint);
        }
    }
}
