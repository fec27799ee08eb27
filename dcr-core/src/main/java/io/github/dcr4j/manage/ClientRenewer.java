package io.github.dcr4j.manage;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.register.AnswerCheck;
import io.github.dcr4j.registration.ManagementResult;
import io.github.dcr4j.registration.ManagementResult.Failed;
import io.github.dcr4j.registration.ManagementResult.Information;
import io.github.dcr4j.registration.ManagementResult.NotOffered;
import io.github.dcr4j.registration.RegistrationResponse;
import org.jspecify.annotations.Nullable;

/**
 * Gives a client a new secret (RFC 7592), so that its id and what was issued to it stay good: reads it first, for the
 * server may have replaced the secret already, then updates it with all that is registered. Either answer is taken only
 * if it moves the secret's end, whatever secret it has. Thread-safe.
 */
public final class ClientRenewer {
    private final ManagementSessions sessions;
    private final Lifecycle lifecycle;

    /**
     * Creates one.
     *
     * @param lifecycle says which clients can be used
     */
    public ClientRenewer(ManagementSessions sessions, Lifecycle lifecycle) {
        this.sessions = sessions;
        this.lifecycle = lifecycle;
    }

    /**
     * Renews the client of {@code base}. A failure that may pass is thrown as long as {@code base} can be used; where
     * they cannot, no caller can wait for it to pass.
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
        ManagementSession session = sessions.begin(attempt, held, base, management);
        try {
            return renewal(session);
        } finally {
            session.token().save();
        }
    }

    private Renewal renewal(ManagementSession session) {
        ManagementResult read = session.read();
        if (read == null) {
            return new Renewal.LeaseLost();
        }
        if (read instanceof Information information) {
            RegistrationResponse answered = information.response();
            boolean renewedAlready =
                    hasMoved(session, answered) && session.isAlive(answered) && !answered.secretIsStandIn();
            return renewedAlready ? taken(session, answered) : updated(session, answered);
        }
        return read instanceof NotOffered ? updated(session, null) : failed(session, (Failed) read);
    }

    /** Updates the client with what is registered: what was just answered, or else what is stored. */
    private Renewal updated(ManagementSession session, @Nullable RegistrationResponse answered) {
        ManagementResult result = session.update(answered, null);
        if (result == null) {
            return new Renewal.LeaseLost();
        }
        if (!(result instanceof Information information)) {
            return failed(session, (Failed) result);
        }
        return hasMoved(session, information.response())
                ? taken(session, information.response())
                : impossible(
                        session,
                        "the server updated it and did not move the end of its secret, "
                                + session.base().clientSecretExpiresAt().orElse(null));
    }

    private static boolean hasMoved(ManagementSession session, RegistrationResponse answered) {
        return new AnsweredSecret(session.base(), answered).endMoved();
    }

    private static Renewal taken(ManagementSession session, RegistrationResponse answered) {
        if (answered.secretIsStandIn()) {
            return impossible(
                    session,
                    "the server answers with a hash or a mask in the place of the secret of client "
                            + ForeignText.of(session.base().clientId())
                            + ": whether the stored one is still good cannot be known");
        }
        AnswerCheck check = session.check(answered);
        String unusable = check.unusable();
        if (unusable != null) {
            return impossible(session, "what the server answered cannot be used: " + unusable);
        }
        session.attempt().noteAll(check.deviations());
        return new Renewal.Renewed(check.credentialsAfter(session.base(), true), session.token());
    }

    private Renewal failed(ManagementSession session, Failed result) {
        DcrException failure = result.failure();
        if (failure.retryable() && lifecycle.isUsable(session.base())) {
            throw failure;
        }
        return impossible(session, String.valueOf(failure.getMessage()));
    }

    /** Another client is registered now, whatever became of this one. */
    private static Renewal impossible(ManagementSession session, String why) {
        session.settled();
        return new Renewal.Impossible(why);
    }
}
