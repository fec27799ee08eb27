package io.github.dcr4j.registration;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.ClockDifference;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpCall;
import io.github.dcr4j.http.HttpFailure;
import io.github.dcr4j.http.OneShotBody;
import io.github.dcr4j.http.RetryAfter;
import io.github.dcr4j.http.ServerDate;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.Members;
import io.github.dcr4j.registration.RegistrationResult.NotSent;
import io.github.dcr4j.registration.RegistrationResult.Refused;
import io.github.dcr4j.registration.RegistrationResult.Registered;
import io.github.dcr4j.registration.RegistrationResult.Unknown;
import io.github.dcr4j.registration.RegistrationResult.Unusable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Registers clients (RFC 7591, section 3). A registration is sent once and never repeated here: the caller decides by
 * the result. Stateless and thread-safe.
 */
public final class RegistrationClient {
    private static final int CAP = 256 * 1024;

    private final GuardedHttp http;
    private final DcrClock clock;

    /** Creates a client that reads times by the clock of the machine. */
    public RegistrationClient(GuardedHttp http) {
        this(http, DcrClock.system());
    }

    /** Creates a client that reads times by {@code clock}. */
    public RegistrationClient(GuardedHttp http, DcrClock clock) {
        this.http = Objects.requireNonNull(http, "http");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * What authorizes the operator's registration is for the server that the operator named, and for no one on the way
     * there.
     *
     * @param authorization what messages call it
     * @throws DcrException if it must not be sent to {@code endpoint}
     */
    public static void ensureTrusted(String authorization, EndpointUrl endpoint) {
        if (endpoint.insecure() && !endpoint.egress().authorizedInsecurely()) {
            throw failed(endpoint.printable() + " is http, and " + authorization
                            + " must not go there in clear; nothing was sent. For development alone there is"
                            + " " + endpoint.named(AdvisedOption.INSECURE_TOKEN))
                    .exception();
        }
        if (!endpoint.namedByOperator()) {
            throw failed("the metadata names a registration endpoint on another host, " + endpoint.printable()
                            + ", and " + authorization + " must not go there; nothing was sent. If that host"
                            + " belongs to the server, say so: "
                            + AdvisedOption.TRUSTED_AUTHORITY.withValue(
                                    endpoint.authority(), endpoint.egress().optionNames()))
                    .exception();
        }
    }

    /**
     * Sends one registration. It throws nothing for what network and server do: the result tells.
     *
     * @param authorization sent to {@code endpoint} only; {@code null} if none is needed
     * @param timeout the time for the whole call
     */
    public RegistrationResult register(
            EndpointUrl endpoint,
            RegistrationRequest request,
            @Nullable CallAuthorization authorization,
            Duration timeout) {
        String unsendable = authorization == null ? null : authorization.problem();
        if (unsendable != null) {
            return new NotSent(failed(unsendable + "; nothing was sent to " + endpoint.printable())
                    .exception());
        }
        HttpAnswer answer;
        long sent = clock.millis();
        try {
            OneShotBody body = OneShotBody.json(request.json());
            answer = http.send(new HttpCall("POST", endpoint, authorization, body, CAP, timeout))
                    .masking(request.softwareStatement());
        } catch (HttpFailure e) {
            return unanswered(endpoint, e);
        }
        if (answer.successful()) {
            return accepted(endpoint, answer, sent, request, authorization != null);
        }
        Refusal refusal = Refusal.of(answer);
        boolean outcomeUnknown = answer.status() >= 500 && answer.status() != 501 && answer.status() != 503;
        return outcomeUnknown
                ? new Unknown(serverFailed(endpoint, answer, refusal))
                : refusedResult(answer, refusal, request, authorization != null);
    }

    private Refused refusedResult(HttpAnswer answer, Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        boolean complete = answer.complete() && answer.status() >= 400 && answer.status() < 500;
        RefusalTopic topic = RefusalTopic.of(refusal, tokenSent);
        boolean aboutMetadata = answer.status() == 400 || answer.status() == 422;
        return new Refused(
                refused(answer, refusal, request, tokenSent),
                complete,
                request.scope() != null && topic == RefusalTopic.SCOPES,
                topic == RefusalTopic.REDIRECT_URI || (aboutMetadata && topic == RefusalTopic.OTHER));
    }

    private static RegistrationResult unanswered(EndpointUrl endpoint, HttpFailure e) {
        String outcome = e.begun()
                ? "; the registration may have arrived, and a client that no store knows may exist there"
                : "; nothing was sent";
        DcrException failure = failed(
                        "registration at " + endpoint.printable() + " failed: " + e.getMessage() + outcome)
                .retryable(e.retryable())
                .cause(e)
                .exception();
        return e.begun() ? new Unknown(failure) : new NotSent(failure);
    }

    private RegistrationResult accepted(
            EndpointUrl endpoint, HttpAnswer answer, long sent, RegistrationRequest request, boolean tokenSent) {
        boolean readable = answer.complete() && (answer.status() == 200 || answer.status() == 201);
        if (!readable) {
            String problem = answer.complete()
                    ? "201 was expected"
                    : "the body " + answer.bodyState().sentence();
            return unusable(endpoint, answer, problem, IssuedClient.salvaged(answer.body(), endpoint));
        }
        Members members;
        try {
            members = new Members(Json.object(answer.text()));
        } catch (JsonProblem e) {
            String problem = answer.html() ? "the body is a page instead of JSON" : "the body " + e.getMessage();
            return unusable(endpoint, answer, problem, IssuedClient.salvaged(answer.body(), endpoint));
        }
        Refusal refusal = Refusal.inPlaceOfAClient(answer, members);
        if (refusal != null) {
            return new Refused(refused(answer, refusal, request, tokenSent), false, false, false);
        }
        IssuedClient client = IssuedClient.of(members, endpoint);
        if (client.problem() != null) {
            return unusable(endpoint, answer, client.problem(), client);
        }
        if (answer.status() != 201) {
            members.deviates(DeviationCode.STATUS, "status", String.valueOf(answer.status()));
        }
        answer.deviations(members);
        long now = clock.millis();
        RegistrationResponse response = new RegistrationResponse(client, members, now);
        ClockDifference difference = new ServerDate(sent, now)
                .difference(answer.header("Date"), response.clientIdIssuedAt(), response.clientSecretExpiresAt());
        return new Registered(response, difference);
    }

    private static Unusable unusable(EndpointUrl endpoint, HttpAnswer answer, String problem, IssuedClient client) {
        DcrException failure = failed("the answer to the registration at " + endpoint.printable() + " (status "
                        + answer.status() + ") cannot be used: " + problem
                        + "; a client very likely exists there; report this to the operator of the server")
                .exception();
        return new Unusable(failure, client.clientId(), client.clientSecret(), client.management());
    }

    private DcrRefusedException refused(
            HttpAnswer answer, Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        int status = answer.status();
        boolean later = status == 408 || status == 429 || status == 503;
        Duration wait = later ? RetryAfter.of(answer, clock.millis()) : null;
        String message = "registration at " + answer.url().printable() + " was refused: " + refusal.describe(status)
                + "; " + (later ? RefusalAdvice.later(wait) : RefusalAdvice.of(answer, refusal, request, tokenSent));
        return new DcrRefusedException(
                failed(message).retryable(later).retryAfter(wait), status, refusal.error(), refusal.description());
    }

    private static DcrException serverFailed(EndpointUrl endpoint, HttpAnswer answer, Refusal refusal) {
        return failed("registration at " + endpoint.printable() + " failed at the server: "
                        + refusal.describe(answer.status())
                        + "; a client that no store knows may exist there; the server's log tells more")
                .retryable(true)
                .exception();
    }

    private static DcrException.Details failed(String message) {
        return DcrException.at(Step.REGISTER, message);
    }
}
