package io.github.dcr4j.manage;

import static io.github.dcr4j.DcrException.Step.DISCOVER;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.register.CallersAnswers;
import io.github.dcr4j.register.EndpointLookup;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;

/** Begins sessions in which stored clients are managed (RFC 7592). Thread-safe. */
public final class ManagementSessions {
    private final EndpointLookup lookup;
    private final ManagementClient client;
    private final DcrCredentialStore store;
    private final ServerClocks clocks;
    private final Duration callTimeout;
    private final CallersAnswers answers;

    /**
     * Creates one that has begun none.
     *
     * @param callTimeout how long each call takes at most
     * @param answers where a software statement for an update comes from
     */
    public ManagementSessions(
            EndpointLookup lookup,
            ManagementClient client,
            DcrCredentialStore store,
            ServerClocks clocks,
            Duration callTimeout,
            CallersAnswers answers) {
        this.lookup = lookup;
        this.client = client;
        this.store = store;
        this.clocks = clocks;
        this.callTimeout = callTimeout;
        this.answers = answers;
    }

    /**
     * Begins one. The server's metadata is read first, before anything is sent that may replace a token.
     *
     * @param base what is stored of the client
     * @param management what manages it
     */
    ManagementSession begin(Attempt attempt, HeldLease held, DcrCredentials base, DcrManagement management) {
        attempt.at(DISCOVER);
        Endpoints endpoints = lookup.find(attempt.request(), held.deadline());
        RegistrationPlan plan = RegistrationPlan.keeping(base, attempt.request().profile(), endpoints);
        ManagementToken token = new ManagementToken(store, attempt.key(), management);
        return new ManagementSession(client, clocks, callTimeout, answers, attempt, held, base, plan, token);
    }
}
