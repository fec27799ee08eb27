package io.github.dcr4j.manage;

import static io.github.dcr4j.DcrException.Step.DISCOVER;
import static io.github.dcr4j.DcrException.Step.MANAGE;
import static io.github.dcr4j.DcrException.Step.STORE_READ;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.keep.RegistrationKeeper;
import io.github.dcr4j.manage.ClientManagement.Standing.Known;
import io.github.dcr4j.register.AnswerCheck;
import io.github.dcr4j.register.EndpointLookup;
import io.github.dcr4j.registration.ManagedClient;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.registration.ManagementResult;
import io.github.dcr4j.registration.ManagementResult.Failed;
import io.github.dcr4j.registration.ManagementResult.Information;
import io.github.dcr4j.registration.ManagementResult.NotOffered;
import io.github.dcr4j.registration.ManagementResult.UnknownClient;
import io.github.dcr4j.registration.RegistrationRequest;
import io.github.dcr4j.registration.RegistrationResponse;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and updates stored clients at the server because an operator asks for it (RFC 7592, sections 2.1 and 2.2), under a
 * lease: the server may replace token and secret by that, and what it replaces is saved. Thread-safe.
 */
public final class ClientManagement {
    private final EndpointLookup lookup;
    private final ManagementClient client;
    private final DcrCredentialStore store;
    private final RegistrationKeeper keeper;
    private final ServerClocks clocks;
    private final Duration callTimeout;

    public ClientManagement(
            EndpointLookup lookup,
            ManagementClient client,
            DcrCredentialStore store,
            RegistrationKeeper keeper,
            ServerClocks clocks,
            Duration callTimeout) {
        this.lookup = lookup;
        this.client = client;
        this.store = store;
        this.keeper = keeper;
        this.clocks = clocks;
        this.callTimeout = callTimeout;
    }

    /**
     * Whether the server knows a client.
     *
     * @param known what the server says
     * @param generation the generation by which the client goes on; {@code null} unless it is known
     * @param secretConfirmed whether the server named the stored secret as the client's
     */
    public record Standing(Known known, @Nullable String generation, boolean secretConfirmed) {
        /** What a server says of a client. */
        public enum Known {
            YES,
            /** Or it knows the client by what cannot be used. */
            NO,
            /** The server cannot be asked: the client cannot be managed, or the server does not do this. */
            CANNOT_TELL,
            /** It was not found out this time. */
            OPEN
        }

        private static Standing of(Known known) {
            return new Standing(known, null, false);
        }
    }

    /**
     * Returns what the server has registered.
     *
     * @param saves whether more of it is saved than the token: what differs from what is stored, and is proven
     */
    public String read(Attempt attempt, HeldLease held, boolean saves) {
        return managing(attempt, held, course -> course.read(saves));
    }

    /** Has the server register what the request says, and returns the credentials from then on. */
    public DcrCredentials update(Attempt attempt, HeldLease held) {
        RegistrationRequest said = attempt.request().profile().said();
        return managing(attempt, held, course -> course.update(said));
    }

    /** Has the server register other keys, a step at a time, and returns the credentials from then on. */
    public DcrCredentials rotateKeys(Attempt attempt, HeldLease held) {
        return managing(attempt, held, course -> {
            RegistrationRequest changes = KeyRotation.changes(attempt.request(), course.base, course.plan.endpoints());
            return changes == null ? course.base : course.update(changes);
        });
    }

    /** Asks the server whether it knows the client of {@code rejected}, and saves what it answers. */
    public Standing confirm(Attempt attempt, HeldLease held, DcrCredentials rejected) {
        DcrCredentials current = StoreCalls.find(store, attempt.key(), held.base());
        if (current == null || !current.generation().equals(rejected.generation())) {
            return Standing.of(Known.OPEN);
        }
        return ManagementToken.known(current, held) == null
                ? Standing.of(Known.CANNOT_TELL)
                : managing(attempt, held, Course::confirm);
    }

    private <T> T managing(Attempt attempt, HeldLease held, Function<Course, T> work) {
        DcrCredentials base = current(attempt, held);
        DcrManagement stored = ManagementToken.required(base, held);
        attempt.at(DISCOVER);
        // before anything is sent that may replace a token
        Endpoints endpoints = lookup.find(attempt.request(), held.deadline());
        RegistrationPlan plan = RegistrationPlan.keeping(base, attempt.request().profile(), endpoints);
        ManagementToken newest = new ManagementToken(store, attempt.key(), stored);
        Course course = new Course(
                attempt,
                held,
                base,
                plan,
                newest,
                new ManagementCalls(client, attempt, held, newest, clocks, callTimeout));
        try {
            return work.apply(course);
        } catch (RuntimeException | Error e) {
            course.save();
            throw e;
        }
    }

    private DcrCredentials current(Attempt attempt, HeldLease held) {
        attempt.at(STORE_READ);
        DcrCredentials current = StoreCalls.find(store, attempt.key(), held.base());
        if (current == null) {
            throw noClient(attempt.key());
        }
        return current;
    }

    public static DcrException noClient(DcrKey key) {
        return DcrException.at(MANAGE, "no client is stored for " + key + ": resolve registers one")
                .exception();
    }

    /** The calls about one client, and what is to be saved of their answers. */
    private final class Course {
        private final Attempt attempt;
        private final HeldLease held;
        private final DcrCredentials base;
        private final RegistrationPlan plan;
        private final ManagementToken newest;
        private final ManagementCalls calls;
        /** What the server answered and is to be saved; {@code null} if that is no more than its token. */
        private @Nullable RegistrationResponse answered;
        /** Whether something besides it shows that the secret in it is a renewed one. */
        private boolean renewed;
        /** Whether the client was kept, saved or not, as a new generation. */
        private boolean isKept;

        Course(
                Attempt attempt,
                HeldLease held,
                DcrCredentials base,
                RegistrationPlan plan,
                ManagementToken newest,
                ManagementCalls calls) {
            this.attempt = attempt;
            this.held = held;
            this.base = base;
            this.plan = plan;
            this.newest = newest;
            this.calls = calls;
        }

        String read(boolean saves) {
            RegistrationResponse information = answered(calls.read(ManagedClient.of(base, newest.get())));
            AnsweredSecret secret = new AnsweredSecret(base, information);
            attempt.noteAll(information.deviations());
            if (saves) {
                learn(information, secret.endMoved());
                String unusable =
                        renewed && secret.differs() ? check(information).unusable() : null;
                if (unusable != null) {
                    throw notUsable("read", unusable);
                }
            }
            if (secret.differs() && !renewed) {
                attempt.noteAll(List.of(new Deviation(DeviationCode.SECRET_UNPROVEN, "client_secret", "another")));
            }
            save();
            held.answered(Effect.ACCOUNTED);
            return information.registeredMetadata();
        }

        /**
         * A failure that may pass says nothing. That the secret was rejected shows that another one is new.
         */
        Standing confirm() {
            ManagementResult read = calls.read(ManagedClient.of(base, newest.get()));
            if (read instanceof Failed failed) {
                save();
                boolean gone = failed instanceof UnknownClient unknown && unknown.status() != 404;
                Known answered = gone ? Known.NO : Known.CANNOT_TELL;
                return Standing.of(failed.failure().retryable() ? Known.OPEN : answered);
            }
            RegistrationResponse information = answered(read);
            attempt.noteAll(information.deviations());
            AnsweredSecret secret = new AnsweredSecret(base, information);
            boolean usable = !secret.differs() || check(information).unusable() == null;
            if (usable) {
                learn(information, true);
            }
            String kept = save();
            held.answered(Effect.ACCOUNTED);
            return usable ? new Standing(Known.YES, kept, secret.isConfirmed()) : Standing.of(Known.NO);
        }

        /** Notes what is to be saved. */
        private void learn(RegistrationResponse information, boolean secretIsRenewed) {
            answered = information;
            renewed = secretIsRenewed;
        }

        DcrCredentials update(RegistrationRequest changes) {
            ManagementResult read = calls.read(ManagedClient.of(base, newest.get()));
            RegistrationResponse known = read instanceof NotOffered ? null : answered(read);
            if (known != null) {
                learn(known, new AnsweredSecret(base, known).endMoved());
            }
            RegistrationResponse updated = answered(calls.update(base, known, plan, changes));
            learn(updated, true);
            AnswerCheck check = check(updated);
            String unusable = check.unusable();
            if (unusable != null) {
                throw notUsable("updated", unusable);
            }
            attempt.noteAll(check.deviations());
            return keep(check.credentialsAfter(base, renewed));
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
            return ((Information) result).response();
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
            isKept = true;
            DcrCredentials kept = keeper.keepRenewed(
                    attempt,
                    held,
                    isSameSecret(after)
                            ? after.toBuilder().createdAt(base.createdAt()).build()
                            : after,
                    newest);
            held.answered(Effect.ACCOUNTED);
            return kept;
        }

        /**
         * Saves what is to be saved of the answers, unless that is done: the token at the latest with a generation that holds
         * it. Returns the generation by which the client goes on.
         */
        String save() {
            if (isKept) {
                return base.generation();
            }
            newest.save();
            DcrCredentials after = usable();
            if (!changed(after) && newest.isSaved()) {
                return base.generation();
            }
            DcrCredentials next =
                    after.toBuilder().newGeneration().management(newest.get()).build();
            DcrCredentials unused = keep(next);
            return next.generation();
        }

        /** Returns what the client is by what was answered last, or what is stored if that cannot be used. */
        private DcrCredentials usable() {
            AnswerCheck check = answered == null ? null : check(answered);
            return check == null || check.unusable() != null ? base : check.credentialsAfter(base, renewed);
        }

        private DcrException notUsable(String done, String unusable) {
            held.answered(Effect.ACCOUNTED);
            return DcrException.at(
                            MANAGE,
                            "client " + ForeignText.of(base.clientId()) + " was " + done
                                    + " at the server, and what it answered cannot be used: " + unusable
                                    + "; nothing but its token was saved")
                    .exception();
        }
    }
}
