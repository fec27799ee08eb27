package io.github.dcr4j.register;

import static io.github.dcr4j.DcrException.Step.REGISTER;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.flight.CallersCode;
import io.github.dcr4j.registration.SoftwareStatement;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the caller's suppliers for what a call to the server needs, for as long as the attempt's lease lasts. Others have its place
 * at the server until there is an answer. Thread-safe.
 */
public final class CallersAnswers {
    private static final String STATEMENT = "the software statement";

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
     * Returns a software statement to send in place of the request's own; {@code null} if its supplier is not asked because it has none.
     *
     * @throws DcrException if the supplier gives none, or one that is not to be sent, such as one that has expired
     * @throws TimeoutException if the supplier takes longer than the lease
     */
    public @Nullable Secret softwareStatement(Attempt attempt, HeldLease held) throws TimeoutException {
        Supplier<String> supplier = attempt.request().softwareStatement();
        if (supplier == null) {
            return null;
        }
        String statement = ask(attempt, held, STATEMENT, supplier);
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
        String problem = statement == null
                ? null
                : SoftwareStatement.problem(statement, Instant.ofEpochMilli(clock.millis()));
        if (problem != null) {
            throw DcrException.at(step, "the software statement is not sent, nor anything with it: " + problem)
                    .exception();
        }
    }

    /** Returns what {@code supplier} gives, and never {@code null}. */
    <T> T ask(Attempt attempt, HeldLease held, String what, Supplier<T> supplier) throws TimeoutException {
        attempt.giveUpPlace();
        T answer = answer(attempt, held, "the supplier of " + what, supplier);
        if (!attempt.takePlaceAgain(held.deadline())) {
            throw new TimeoutException("no place at the server became free");
        }
        return answer;
    }

    private <T> T answer(Attempt attempt, HeldLease held, String who, Supplier<T> supplier) throws TimeoutException {
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
