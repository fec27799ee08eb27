package io.github.dcr4j.manage;

import static io.github.dcr4j.DcrException.Step.DISCOVER;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.register.AnswerCheck;
import io.github.dcr4j.register.EndpointLookup;
import io.github.dcr4j.registration.ManagedClient;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.registration.ManagementResult;
import io.github.dcr4j.registration.ManagementResult.Failed;
import io.github.dcr4j.registration.ManagementResult.Information;
import io.github.dcr4j.registration.ManagementResult.NotOffered;
import io.github.dcr4j.registration.RegistrationResponse;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives a client a new secret (RFC 7592), so that its id and what was issued to it stay good: reads it first, for the
 * server may have replaced the secret already, then updates it with all that is registered. Either answer is taken only if
 * it moves the secret's end, whatever secret it has. Thread-safe.
 */
public final class ClientRenewer {
    private final EndpointLookup lookup;
    private final ManagementClient client;
    private final DcrCredentialStore store;
    private final Lifecycle lifecycle;
    private final ServerClocks clocks;
    private final Duration callTimeout;

    public ClientRenewer(
            EndpointLookup lookup,
            ManagementClient client,
            DcrCredentialStore store,
            Lifecycle lifecycle,
            ServerClocks clocks,
            Duration callTimeout) {
        this.lookup = lookup;
        this.client = client;
        this.store = store;
        this.lifecycle = lifecycle;
        this.clocks = clocks;
        this.callTimeout = callTimeout;
    }

    /**
     * Renews the client of {@code base}. A failure that may pass is thrown as long as {@code base} can be used; where they
     * cannot, no caller can wait for it to pass.
     *
     * @param base the current generation
     */
    public Renewal renew(Attempt attempt, HeldLease held, DcrCredentials base) {
        DcrManagement management = held.granted().baseManagement();
        if (management == null || !management.clientId().equals(base.clientId())) {
            return new Renewal.Impossible("client " + ForeignText.of(base.clientId())
                    + " cannot be managed: the server gave no management address and token when"
                    + " it was registered (RFC 7592)");
        }
        attempt.at(DISCOVER);
        Endpoints endpoints = lookup.find(attempt.request(), held.deadline());
        RegistrationPlan plan = RegistrationPlan.keeping(base, attempt.request().profile(), endpoints);
        ManagementToken newest = new ManagementToken(store, attempt.key(), management);
        ManagementCalls calls = new ManagementCalls(client, attempt, held, newest, clocks, callTimeout);
        try {
            return new Course(attempt, held, base, plan, newest, calls).renewal();
        } finally {
            newest.save();
        }
    }

    /** One renewal, from what is known of its client to its end. */
    private final class Course {
        private final Attempt attempt;
        private final HeldLease held;
        private final DcrCredentials base;
        private final RegistrationPlan plan;
        private final ManagementToken management;
        private final ManagementCalls calls;

        Course(
                Attempt attempt,
                HeldLease held,
                DcrCredentials base,
                RegistrationPlan plan,
                ManagementToken management,
                ManagementCalls calls) {
            this.attempt = attempt;
            this.held = held;
            this.base = base;
            this.plan = plan;
            this.management = management;
            this.calls = calls;
        }

        Renewal renewal() {
            ManagementResult read = calls.read(ManagedClient.of(base, management.get()));
            if (read == null) {
                return new Renewal.LeaseLost();
            }
            if (read instanceof Information information) {
                RegistrationResponse answered = information.response();
                boolean renewedAlready = hasMoved(answered) && isAlive(answered) && !answered.secretIsStandIn();
                return renewedAlready ? taken(answered) : updated(answered);
            }
            return read instanceof NotOffered ? updated(null) : failed((Failed) read);
        }

        /** Updates the client with what is registered: what was just answered, or else what is stored. */
        private Renewal updated(@Nullable RegistrationResponse answered) {
            ManagementResult result = calls.update(base, answered, plan, null);
            if (result == null) {
                return new Renewal.LeaseLost();
            }
            if (!(result instanceof Information information)) {
                return failed((Failed) result);
            }
            return hasMoved(information.response())
                    ? taken(information.response())
                    : impossible("the server updated it and did not move the end of its secret, "
                            + base.clientSecretExpiresAt().orElse(null));
        }

        private boolean hasMoved(RegistrationResponse answered) {
            return new AnsweredSecret(base, answered).endMoved();
        }

        private boolean isAlive(RegistrationResponse answered) {
            Instant end = answered.clientSecretExpiresAt();
            return end == null || end.isAfter(clocks.now(attempt.key()));
        }

        private Renewal taken(RegistrationResponse answered) {
            if (answered.secretIsStandIn()) {
                return impossible("the server answers with a hash or a mask in the place of the secret of client "
                        + base.clientId() + ": whether the stored one is still good cannot be known");
            }
            AnswerCheck check = new AnswerCheck(attempt.request(), plan, answered, clocks.now(attempt.key()));
            String unusable = check.unusable();
            if (unusable != null) {
                return impossible("what the server answered cannot be used: " + unusable);
            }
            attempt.noteAll(check.deviations());
            return new Renewal.Renewed(check.credentialsAfter(base, true), management);
        }

        private Renewal failed(Failed result) {
            DcrException failure = result.failure();
            if (failure.retryable() && lifecycle.isUsable(base)) {
                throw failure;
            }
            return impossible(String.valueOf(failure.getMessage()));
        }

        /** Another client is registered now, whatever became of this one. */
        private Renewal impossible(String why) {
            held.answered(Effect.ACCOUNTED);
            return new Renewal.Impossible(why);
        }
    }
}
