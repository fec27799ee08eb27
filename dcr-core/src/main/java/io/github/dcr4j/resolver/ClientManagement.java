package io.github.dcr4j.resolver;

import static io.github.dcr4j.DcrException.Step.DISCOVER;
import static io.github.dcr4j.DcrException.Step.MANAGE;
import static io.github.dcr4j.DcrException.Step.STORE_READ;

import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrCoordination.Claim;
import io.github.dcr4j.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.protocol.ManagedClient;
import io.github.dcr4j.protocol.ManagementClient;
import io.github.dcr4j.protocol.ManagementResult;
import io.github.dcr4j.protocol.ManagementResult.Failed;
import io.github.dcr4j.protocol.ManagementResult.Information;
import io.github.dcr4j.protocol.ManagementResult.NotOffered;
import io.github.dcr4j.protocol.ManagementResult.UnknownClient;
import io.github.dcr4j.protocol.RegistrationRequest;
import io.github.dcr4j.protocol.RegistrationResponse;
import io.github.dcr4j.resolver.ClientRejection.Certainty;
import io.github.dcr4j.resolver.RejectionProbe.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads and updates stored clients at the server because an operator asks for it (RFC 7592, sections 2.1 and 2.2), under a
 * lease: the server may replace token and secret by that, and what it replaces is saved. Thread-safe.
 */
final class ClientManagement {
    private final EndpointLookup lookup;
    private final ManagementClient client;
    private final DcrCoordination coordination;
    private final DcrCredentialStore store;
    private final RegistrationKeeper keeper;
    private final ServerClocks clocks;
    private final Duration callTimeout;

    ClientManagement(
            EndpointLookup lookup,
            ManagementClient client,
            DcrCoordination coordination,
            DcrCredentialStore store,
            RegistrationKeeper keeper,
            ServerClocks clocks,
            Duration callTimeout) {
        this.lookup = lookup;
        this.client = client;
        this.coordination = coordination;
        this.store = store;
        this.keeper = keeper;
        this.clocks = clocks;
        this.callTimeout = callTimeout;
    }

    /** Returns what the server has registered. */
    String read(Attempt attempt, Claim.Granted granted) {
        return managing(attempt, granted, Course::read);
    }

    /** Has the server register what the request says, and returns the credentials from then on. */
    DcrCredentials update(Attempt attempt, Claim.Granted granted) {
        return managing(attempt, granted, Course::update);
    }

    /**
     * Asks the server whether it knows the client of {@code rejected}, and saves what it answers. A client that cannot be asked
     * about is gone if its rejection is certain, and kept if it is only suspected.
     */
    Verdict confirm(Attempt attempt, Claim.Granted granted, DcrCredentials rejected, Certainty certainty) {
        DcrCredentials current = StoreCalls.find(store, attempt.key(), granted.base());
        if (current == null || !current.generation().equals(rejected.generation())) {
            return Verdict.UNKNOWN;
        }
        Verdict unasked = certainty == Certainty.CERTAIN ? Verdict.GONE : Verdict.UNKNOWN;
        return known(current, granted) == null
                ? unasked
                : managing(attempt, granted, course -> course.confirm(unasked));
    }

    private interface Work<T> {
        T of(Course course);
    }

    private <T> T managing(Attempt attempt, Claim.Granted granted, Work<T> work) {
        DcrCredentials base = current(attempt, granted);
        DcrManagement stored = management(base, granted);
        attempt.at(DISCOVER);
        // before anything is sent that may replace a token
        Endpoints endpoints = lookup.find(attempt.request(), attempt.deadline());
        RegistrationPlan plan = RegistrationPlan.keeping(base, attempt.request().profile(), endpoints);
        NewestManagement newest = new NewestManagement(store, attempt.key(), stored);
        Course course = new Course(
                attempt,
                base,
                plan,
                newest,
                new ManagementCalls(client, coordination, attempt, newest, clocks, callTimeout));
        try {
            return work.of(course);
        } catch (RuntimeException | Error e) {
            course.save();
            throw e;
        }
    }

    private DcrCredentials current(Attempt attempt, Claim.Granted granted) {
        attempt.at(STORE_READ);
        DcrCredentials current = StoreCalls.find(store, attempt.key(), granted.base());
        if (current == null) {
            throw noClient(attempt.key());
        }
        return current;
    }

    static DcrException noClient(DcrKey key) {
        return DcrException.at(MANAGE, "no client is stored for " + key + ": resolve registers one")
                .exception();
    }

    private static @Nullable DcrManagement known(DcrCredentials base, Claim.Granted granted) {
        DcrManagement newest = granted.baseManagement();
        return newest != null && newest.clientId().equals(base.clientId())
                ? newest
                : base.management().orElse(null);
    }

    private static DcrManagement management(DcrCredentials base, Claim.Granted granted) {
        DcrManagement known = known(base, granted);
        if (known == null) {
            throw DcrException.at(
                            MANAGE,
                            "client " + base.clientId()
                                    + " cannot be managed: the server gave no management address"
                                    + " and token when it was registered (RFC 7592); ask its operator")
                    .exception();
        }
        return known;
    }

    /** The calls about one client, and what is to be saved of their answers. */
    private final class Course {
        private final Attempt attempt;
        private final DcrCredentials base;
        private final RegistrationPlan plan;
        private final NewestManagement newest;
        private final ManagementCalls calls;
        /** What the server told last. */
        private @Nullable RegistrationResponse told;

        Course(
                Attempt attempt,
                DcrCredentials base,
                RegistrationPlan plan,
                NewestManagement newest,
                ManagementCalls calls) {
            this.attempt = attempt;
            this.base = base;
            this.plan = plan;
            this.newest = newest;
            this.calls = calls;
        }

        String read() {
            RegistrationResponse information = answered(calls.read(ManagedClient.of(base, newest.get())));
            String unusable = replacedByUnusable(information);
            if (unusable != null) {
                throw notUsable("read", unusable);
            }
            save();
            attempt.answered(Effect.ACCOUNTED);
            return information.registeredMetadata();
        }

        /** A failure that may pass says nothing; {@code unasked} is the verdict where the server cannot be asked. */
        Verdict confirm(Verdict unasked) {
            ManagementResult read = calls.read(ManagedClient.of(base, newest.get()));
            if (read instanceof Failed failed) {
                save();
                boolean unknownClient = failed instanceof UnknownClient;
                return failed.failure().retryable() ? Verdict.UNKNOWN : unknownClient ? Verdict.GONE : unasked;
            }
            RegistrationResponse information = answered(read);
            boolean usable = replacedByUnusable(information) == null;
            save();
            attempt.answered(Effect.ACCOUNTED);
            return usable ? Verdict.ALIVE : Verdict.GONE;
        }

        /** Returns why the secret that took the place of ours cannot be used; {@code null} if ours stays, or it can. */
        private @Nullable String replacedByUnusable(RegistrationResponse information) {
            boolean otherSecret = base.clientSecret()
                    .filter(secret -> !secret.equals(information.clientSecret()))
                    .isPresent();
            return otherSecret ? check(information).unusable() : null;
        }

        DcrCredentials update() {
            ManagementResult read = calls.read(ManagedClient.of(base, newest.get()));
            RegistrationResponse known = read instanceof NotOffered ? null : answered(read);
            AnswerCheck check = check(answered(calls.update(base, known, plan, said())));
            String unusable = check.unusable();
            if (unusable != null) {
                throw notUsable("updated", unusable);
            }
            attempt.noteAll(check.deviations());
            return keep(check.credentialsAfter(base));
        }

        /** What the request says beyond what the client can do: that is the key's, and stays as it is registered. */
        private RegistrationRequest said() {
            RegistrationRequest.Builder said = RegistrationRequest.builder();
            attempt.request().profile().members().forEach(said::member);
            return said.build();
        }

        private RegistrationResponse answered(@Nullable ManagementResult result) {
            if (result == null) {
                throw DcrException.at(MANAGE, "the lease ran out before anything was sent; try again")
                        .retryable(true)
                        .exception();
            }
            if (result instanceof Failed failed) {
                throw failed.failure();
            }
            told = ((Information) result).response();
            return told;
        }

        private AnswerCheck check(RegistrationResponse information) {
            return new AnswerCheck(attempt.request(), plan, information, clocks.now(attempt.key()));
        }

        private boolean changed(DcrCredentials after) {
            return !isSameSecret(after) || after.tokenEndpointAuthMethod() != base.tokenEndpointAuthMethod();
        }

        private boolean isSameSecret(DcrCredentials after) {
            return after.clientSecret().equals(base.clientSecret())
                    && after.clientSecretExpiresAt().equals(base.clientSecretExpiresAt());
        }

        /** Saves the client as a new generation; a secret that stays has lived since it was given out. */
        private DcrCredentials keep(DcrCredentials after) {
            attempt.renewed(newest);
            DcrCredentials kept = keeper.keep(
                    attempt,
                    isSameSecret(after)
                            ? after.toBuilder().createdAt(base.createdAt()).build()
                            : after);
            attempt.answered(Effect.ACCOUNTED);
            return kept;
        }

        /** Saves what was told of secret and token, unless that is done: at the latest with a generation that holds it. */
        void save() {
            if (attempt.renewed() != null) {
                return;
            }
            newest.save();
            DcrCredentials after = usable();
            if (changed(after) || !newest.isSaved()) {
                DcrCredentials unused = keep(after.toBuilder()
                        .newGeneration()
                        .management(newest.get())
                        .build());
            }
        }

        /** Returns what the client is by what was told last, or what is stored if that cannot be used. */
        private DcrCredentials usable() {
            AnswerCheck check = told == null ? null : check(told);
            return check == null || check.unusable() != null ? base : check.credentialsAfter(base);
        }

        private DcrException notUsable(String done, String unusable) {
            attempt.answered(Effect.ACCOUNTED);
            return DcrException.at(
                            MANAGE,
                            "client " + base.clientId() + " was " + done
                                    + " at the server, and what it answered cannot be used: " + unusable
                                    + "; nothing but its token was saved")
                    .exception();
        }
    }
}
