package io.github.dcr4j.register;

import static io.github.dcr4j.DcrException.Step.REGISTER;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.auth.OutgoingRegistration;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.flight.CallersCode;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.registration.SoftwareStatement;
import io.github.dcr4j.request.RegistrationPlan;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the caller's suppliers for what a call to the server needs, for as long as the attempt's lease lasts. Others
 * have its place at the server until there is an answer. Thread-safe.
 */
public final class CallersAnswers {
    private final CallersCode callersCode;
    private final DcrClock clock;

    /**
     * Creates one that asks nothing yet.
     *
     * @param clock says whether a statement has expired
     */
    public CallersAnswers(CallersCode callersCode, DcrClock clock) {
        this.callersCode = callersCode;
        this.clock = clock;
    }

    /**
     * Returns a software statement to send in place of the request's own; {@code null} if its supplier is not asked
     * because it has none.
     *
     * @throws DcrException if the supplier gives none, or one that is not to be sent, such as one that has expired
     * @throws TimeoutException if the supplier takes longer than the lease
     */
    public @Nullable Secret softwareStatement(Attempt attempt, HeldLease held) throws TimeoutException {
        Supplier<String> supplier = attempt.request().softwareStatement();
        if (supplier == null) {
            return null;
        }
        String statement = ask(attempt, held, "the supplier of the software statement", supplier);
        ensureSendable(attempt.step(), statement, clock);
        return Secret.of(statement);
    }

    /** Throws if the statement that a request has itself is not to be sent. */
    void ensureSendable(Attempt attempt, @Nullable Secret own) {
        ensureSendable(attempt.step(), own == null ? null : own.reveal(), clock);
    }

    /**
     * Throws if there is a statement and it is not to be sent.
     *
     * @param step what that is a failure of
     */
    public static void ensureSendable(Step step, @Nullable String statement, DcrClock clock) {
        String problem =
                statement == null ? null : SoftwareStatement.problem(statement, Instant.ofEpochMilli(clock.millis()));
        if (problem != null) {
            throw DcrException.at(step, "the software statement is not sent, nor anything with it: " + problem)
                    .exception();
        }
    }

    /**
     * Returns what authorizes a registration; {@code null} if nothing does.
     *
     * @param plan what is about to be sent
     * @param statement the software statement that is sent with it
     * @throws DcrException if supplier or function gives nothing
     * @throws TimeoutException if it takes longer than the lease
     */
    @Nullable
    CallAuthorization authorization(Attempt attempt, HeldLease held, RegistrationPlan plan, @Nullable Secret statement)
            throws TimeoutException {
        RegistrationAuthorization authorization = attempt.request().authorization();
        if (authorization == null) {
            return null;
        }
        OutgoingRegistration outgoing = new OutgoingRegistration(
                "POST",
                plan.endpoints().registrationEndpoint().uri(),
                plan.request().with(statement).json());
        Map<String, Secret> headers = ask(attempt, held, authorization.source(), () -> authorization.headers(outgoing));
        return CallAuthorization.of(authorization.name(), headers);
    }

    /** Returns what {@code supplier} gives, and never {@code null}. */
    private <T> T ask(Attempt attempt, HeldLease held, String who, Supplier<@Nullable T> supplier)
            throws TimeoutException {
        attempt.giveUpPlace();
        T answer = answer(attempt, held, who, supplier);
        if (!attempt.takePlaceAgain(held.deadline())) {
            throw new TimeoutException("no place at the server became free");
        }
        return answer;
    }

    private <T> T answer(Attempt attempt, HeldLease held, String who, Supplier<@Nullable T> supplier)
            throws TimeoutException {
        String sent = attempt.step() == REGISTER ? "; nothing was sent" : "; no update was sent";
        T answer;
        try {
            answer = callersCode.await(
                    attempt.step(), who, supplier, held.deadline().remaining());
        } catch (DcrException | DcrClosedException e) {
            throw e; // says by itself what is wrong
        } catch (RuntimeException e) {
            throw DcrException.at(attempt.step(), who + " failed" + sent)
                    .retryable(true)
                    .cause(e)
                    .exception();
        }
        if (answer == null) {
            throw DcrException.at(attempt.step(), who + " gave none" + sent).exception();
        }
        return answer;
    }
}
