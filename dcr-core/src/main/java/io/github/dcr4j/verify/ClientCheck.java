package io.github.dcr4j.verify;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.manage.ClientManagement;
import io.github.dcr4j.manage.ClientManagement.Standing;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.rejection.Verification.Evidence;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.rejection.Verification.Source;
import io.github.dcr4j.request.RequestSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers evidence about a client, the strongest first, and no more than is needed: it stops at what nothing weaker can
 * change. It changes nothing but the token that a server replaces when a client is read. Thread-safe.
 */
public final class ClientCheck {
    private final ClientManagement management;
    private final TokenProbe token;
    private final AuthorizationProbe authorization;
    private final Duration callTimeout;

    /**
     * Creates one.
     *
     * @param callTimeout how long each call takes at most
     */
    public ClientCheck(ClientManagement management, GuardedHttp http, Duration callTimeout) {
        this.management = management;
        token = new TokenProbe(http);
        authorization = new AuthorizationProbe(http);
        this.callTimeout = callTimeout;
    }

    /**
     * Returns what the server says of a client, and notes the event.
     *
     * @param held the lease of its key
     * @param stored the client as it is stored
     * @param mayMint whether the token endpoint may be asked for a token
     */
    Verification check(Attempt attempt, HeldLease held, DcrCredentials stored, boolean mayMint) {
        DcrCredentials client = attempt.request().withOwnEndpoints(stored);
        List<Evidence> evidence = gather(attempt, held, client, mayMint);
        ForeignText clientId = ForeignText.of(client.clientId());
        Verification found = new Verification(outcome(evidence), clientId, client.generation(), evidence, null, null);
        attempt.note(new DcrEvent.Verified(
                attempt.key(), clientId, client.generation(), found.outcome().name(), found.text()));
        return found;
    }

    private List<Evidence> gather(Attempt attempt, HeldLease held, DcrCredentials client, boolean mayMint) {
        RequestSpec request = attempt.request();
        List<Evidence> evidence = new ArrayList<>();
        boolean confirmed = read(attempt, held, client, evidence);
        if (confirmed || outcome(evidence) == Outcome.GONE) {
            return evidence;
        }
        attempt.ensureOpen();
        evidence.add(token.ask(request, client, mayMint, call(held)));
        if (outcome(evidence) != Outcome.GONE && outcome(evidence) != Outcome.ALIVE) {
            attempt.ensureOpen();
            evidence.add(authorization.ask(request, client, call(held)));
        }
        return evidence;
    }

    private static Outcome outcome(List<Evidence> evidence) {
        return Verification.outcome(evidence);
    }

    private Deadline call(HeldLease held) {
        return held.deadline().within(callTimeout);
    }

    /** Returns whether the server named client and secret, so that no other source has anything to add. */
    private boolean read(Attempt attempt, HeldLease held, DcrCredentials client, List<Evidence> evidence) {
        Standing standing;
        try {
            standing = management.inspect(attempt, held, client);
        } catch (DcrException e) {
            evidence.add(read(Outcome.UNKNOWN, "it could not be read: " + e.getMessage()));
            return false;
        }
        switch (standing.known()) {
            case YES -> evidence.add(read(Outcome.ALIVE, "the server tells of it when it is read"));
            case NO -> evidence.add(read(Outcome.GONE, "the server does not know it when it is read"));
            case OPEN -> evidence.add(read(Outcome.UNKNOWN, "the server did not answer when it was read"));
            case CANNOT_TELL -> {
                // the server offered no management when the client was registered, or does not offer it any more
            }
        }
        return standing.secretConfirmed();
    }

    private static Evidence read(Outcome says, String text) {
        return new Evidence(Source.MANAGEMENT, says, text);
    }
}
