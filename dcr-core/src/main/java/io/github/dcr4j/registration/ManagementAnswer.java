package io.github.dcr4j.registration;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.http.ClockDifference;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpFailure;
import io.github.dcr4j.http.RetryAfter;
import io.github.dcr4j.http.ServerDate;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.Members;
import io.github.dcr4j.registration.ManagementResult.Information;
import io.github.dcr4j.registration.ManagementResult.NotOffered;
import io.github.dcr4j.registration.ManagementResult.NotSent;
import io.github.dcr4j.registration.ManagementResult.Refused;
import io.github.dcr4j.registration.ManagementResult.Unknown;
import io.github.dcr4j.registration.ManagementResult.UnknownClient;
import io.github.dcr4j.registration.ManagementResult.Unusable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server answers when a client is read or updated (RFC 7592, section 3). Whatever else is wrong with an
 * answer, a new token in it is not lost.
 */
final class ManagementAnswer {
    static final String READ = "read";
    static final String UPDATED = "updated";
    /** What 401 means, see RFC 7592, sections 2.1 to 2.3. */
    static final String UNKNOWN = "; it knows no such client, or the registration access token is not valid any more";

    private final ManagedClient client;
    private final String done;
    private final long nowMillis;

    /**
     * Reads answers about {@code client}.
     *
     * @param done what was asked for, as a participle: {@link #READ} or {@link #UPDATED}
     * @param nowMillis the wall clock, in milliseconds since the epoch
     */
    ManagementAnswer(ManagedClient client, String done, long nowMillis) {
        this.client = client;
        this.done = done;
        this.nowMillis = nowMillis;
    }

    ManagementResult notSent(@Nullable String problem) {
        return new NotSent(failed(problem + "; nothing was sent").exception());
    }

    ManagementResult unanswered(HttpFailure e) {
        String outcome = e.begun() ? "; whether it was " + done + " is not known" : "; nothing was sent";
        DcrException failure = failed(e.getMessage() + outcome)
                .retryable(e.retryable())
                .cause(e)
                .exception();
        return e.begun() ? new Unknown(failure) : new NotSent(failure);
    }

    /**
     * Reads an answer.
     *
     * @param date what compares its date with the local clock
     */
    ManagementResult answered(HttpAnswer answer, ServerDate date) {
        if (answer.successful()) {
            return accepted(answer, date);
        }
        Refusal refusal = Refusal.of(answer);
        int status = answer.status();
        String said = describe(answer, refusal);
        return switch (status) {
            case 401, 410 -> new UnknownClient(failed(said + UNKNOWN).exception(), status);
            case 404 -> nothingThere(said);
            case 405, 501 ->
                new NotOffered(failed(said + "; it does not offer that").exception());
            default ->
                status >= 500 && status != 503
                        ? new Unknown(failed(said + "; whether it was " + done + " is not known")
                                .retryable(true)
                                .exception())
                        : new Refused(refused(answer, refusal, said));
        };
    }

    /** RFC 7592, sections 2.1 and 2.2, answer 401 for a client that does not exist: 404 says so only by mistake. */
    private ManagementResult nothingThere(String said) {
        return done.equals(UPDATED)
                ? new NotOffered(
                        failed(said + "; it most likely does not offer that: it answers 401 for a client that it"
                                        + " does not know (RFC 7592, section 2.2)")
                                .exception())
                : new UnknownClient(
                        failed(said + "; it knows no such client, or offers no management at the client's address")
                                .exception(),
                        404);
    }

    /** Returns what a server said when it did not say yes. */
    static String describe(HttpAnswer answer, Refusal refusal) {
        return "the server answered " + refusal.describe(answer.status())
                + (answer.redirect() ? ", which points" + answer.whereTo() + " and is not followed" : "");
    }

    private DcrRefusedException refused(HttpAnswer answer, Refusal refusal, String said) {
        int status = answer.status();
        boolean later = status == 408 || status == 429 || status == 503;
        Duration wait = later ? RetryAfter.of(answer, nowMillis) : null;
        return new DcrRefusedException(
                failed(said).retryable(later).retryAfter(wait), status, refusal.error(), refusal.description());
    }

    private ManagementResult accepted(HttpAnswer answer, ServerDate date) {
        boolean readable = answer.complete() && (answer.status() == 200 || answer.status() == 201);
        if (!readable) {
            String problem = answer.complete()
                    ? "200 was expected"
                    : "the body " + answer.bodyState().sentence();
            return unusable(answer, problem, IssuedClient.salvaged(answer.body(), answer.url(), client));
        }
        Members members;
        try {
            members = new Members(Json.object(answer.text()));
        } catch (JsonProblem e) {
            String problem = answer.html() ? "the body is a page instead of JSON" : "the body " + e.getMessage();
            return unusable(answer, problem, IssuedClient.salvaged(answer.body(), answer.url(), client));
        }
        Refusal refusal = Refusal.inPlaceOfAClient(answer, members);
        if (refusal != null) {
            return new Refused(refused(answer, refusal, describe(answer, refusal)));
        }
        IssuedClient read = IssuedClient.of(members, answer.url(), client);
        if (read.problem() != null) {
            return unusable(answer, read.problem(), read);
        }
        if (answer.status() != 200) {
            members.deviates(DeviationCode.STATUS, "status", String.valueOf(answer.status()));
        }
        answer.deviations(members);
        RegistrationResponse response = new RegistrationResponse(read, members, nowMillis, client);
        ClockDifference clock = date.difference(answer.header("Date"), null, response.clientSecretExpiresAt());
        return new Information(response, newest(read), clock);
    }

    private Unusable unusable(HttpAnswer answer, String problem, IssuedClient read) {
        DcrException failure = failed("the answer (status " + answer.status() + ") cannot be used: " + problem
                        + "; report this to the operator of the server")
                .exception();
        return new Unusable(failure, newest(read));
    }

    private DcrManagement newest(IssuedClient read) {
        return read.management() == null ? client.management() : read.management();
    }

    private DcrException.Details failed(String problem) {
        return failed(client.management(), done, problem);
    }

    /** Returns a failure to do what was asked for. */
    static DcrException.Details failed(DcrManagement management, String done, @Nullable String problem) {
        return DcrException.at(
                Step.MANAGE,
                "client " + ForeignText.of(management.clientId()) + " could not be " + done + " at the server: "
                        + problem);
    }
}
