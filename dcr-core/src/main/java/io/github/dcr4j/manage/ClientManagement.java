package io.github.dcr4j.manage;

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
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.keep.RegistrationKeeper;
import io.github.dcr4j.manage.ClientManagement.Standing.Known;
import io.github.dcr4j.register.AnswerCheck;
import io.github.dcr4j.registration.ManagementResult;
import io.github.dcr4j.registration.ManagementResult.Failed;
import io.github.dcr4j.registration.ManagementResult.Information;
import io.github.dcr4j.registration.ManagementResult.NotOffered;
import io.github.dcr4j.registration.ManagementResult.UnknownClient;
import io.github.dcr4j.registration.RegistrationRequest;
import io.github.dcr4j.registration.RegistrationResponse;
import io.github.dcr4j.store.DcrCredentialStore;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and updates stored clients at the server because an operator asks for it (RFC 7592, sections 2.1 and 2.2),
 * under a lease: the server may replace token and secret by that, and what it replaces is saved. Thread-safe.
 */
public final class ClientManagement {
    private final ManagementSessions sessions;
    private final DcrCredentialStore store;
    private final RegistrationKeeper keeper;

    /** Creates one that begins sessions for what {@code store} holds. */
    public ClientManagement(ManagementSessions sessions, DcrCredentialStore store, RegistrationKeeper keeper) {
        this.sessions = sessions;
        this.store = store;
        this.keeper = keeper;
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
            DcrCredentials base = course.session.base();
            RegistrationRequest changes = KeyRotation.changes(
                    attempt.request(), base, course.session.plan().endpoints());
            return changes == null ? base : course.update(changes);
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

    /**
     * Asks the server whether it knows the client of {@code checked}, which was not reported, and saves no more than
     * its token.
     */
    public Standing inspect(Attempt attempt, HeldLease held, DcrCredentials checked) {
        DcrCredentials current = StoreCalls.find(store, attempt.key(), held.base());
        if (current == null || !current.generation().equals(checked.generation())) {
            return Standing.of(Known.OPEN);
        }
        return ManagementToken.known(current, held) == null
                ? Standing.of(Known.CANNOT_TELL)
                : managing(attempt, held, Course::inspect);
    }

    private <T> T managing(Attempt attempt, HeldLease held, Function<Course, T> work) {
        DcrCredentials base = current(attempt, held);
        DcrManagement stored = ManagementToken.required(base, held);
        Course course = new Course(sessions.begin(attempt, held, base, stored));
        try {
            return work.apply(course);
        } catch (RuntimeException | Error e) {
            course.learned.save();
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

    /** Returns the failure of what needs a client where none is stored. */
    public static DcrException noClient(DcrKey key) {
        return DcrException.at(MANAGE, "no client is stored for " + key + ": resolve registers one")
                .exception();
    }

    /** The calls about one client, and what is to be saved of their answers. */
    private final class Course {
        private final ManagementSession session;
        private final LearnedClient learned;

        Course(ManagementSession session) {
            this.session = session;
            learned = new LearnedClient(session, keeper);
        }

        String read(boolean saves) {
            RegistrationResponse information = answered(session.read());
            AnsweredSecret secret = new AnsweredSecret(session.base(), information);
            session.attempt().noteAll(information.deviations());
            if (saves) {
                learned.learn(information, secret.endMoved());
                String unusable = secret.endMoved() && secret.differs()
                        ? session.check(information).unusable()
                        : null;
                if (unusable != null) {
                    throw notUsable("read", unusable);
                }
            }
            if (secret.differs() && !learned.isRenewed()) {
                session.attempt()
                        .noteAll(List.of(new Deviation(DeviationCode.SECRET_UNPROVEN, "client_secret", "another")));
            }
            learned.save();
            session.settled();
            return information.registeredMetadata();
        }

        /**
         * A failure that may pass says nothing. That the secret was rejected shows that another one is new.
         */
        Standing confirm() {
            ManagementResult read = session.read();
            if (read instanceof Failed failed) {
                return unread(failed);
            }
            RegistrationResponse information = answered(read);
            session.attempt().noteAll(information.deviations());
            AnsweredSecret secret = new AnsweredSecret(session.base(), information);
            boolean usable = !secret.differs() || session.check(information).unusable() == null;
            if (usable) {
                learned.learn(information, true);
            }
            String kept = learned.save();
            session.settled();
            return usable ? new Standing(Known.YES, kept, secret.isConfirmed()) : Standing.of(Known.NO);
        }

        Standing inspect() {
            ManagementResult read = session.read();
            if (read instanceof Failed failed) {
                return unread(failed);
            }
            RegistrationResponse information = answered(read);
            session.attempt().noteAll(information.deviations());
            String kept = learned.save();
            session.settled();
            return new Standing(Known.YES, kept, new AnsweredSecret(session.base(), information).isConfirmed());
        }

        private Standing unread(Failed failed) {
            learned.save();
            boolean gone = failed instanceof UnknownClient unknown && unknown.status() != 404;
            Known answered = gone ? Known.NO : Known.CANNOT_TELL;
            return Standing.of(failed.failure().retryable() ? Known.OPEN : answered);
        }

        DcrCredentials update(RegistrationRequest changes) {
            ManagementResult read = session.read();
            RegistrationResponse known = read instanceof NotOffered ? null : answered(read);
            if (known != null) {
                learned.learn(known, new AnsweredSecret(session.base(), known).endMoved());
            }
            RegistrationResponse updated = answered(session.update(known, changes));
            learned.learn(updated, true);
            AnswerCheck check = session.check(updated);
            String unusable = check.unusable();
            if (unusable != null) {
                throw notUsable("updated", unusable);
            }
            session.attempt().noteAll(check.deviations());
            return learned.keep(check);
        }

        private static RegistrationResponse answered(@Nullable ManagementResult result) {
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

        private DcrException notUsable(String done, String unusable) {
            session.settled();
            return DcrException.at(
                            MANAGE,
                            "client " + ForeignText.of(session.base().clientId()) + " was " + done
                                    + " at the server, and what it answered cannot be used: " + unusable
                                    + "; nothing but its token was saved")
                    .exception();
        }
    }
}
