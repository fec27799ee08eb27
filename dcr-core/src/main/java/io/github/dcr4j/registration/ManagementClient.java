package io.github.dcr4j.registration;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpCall;
import io.github.dcr4j.http.HttpFailure;
import io.github.dcr4j.http.OneShotBody;
import io.github.dcr4j.http.ServerDate;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Manages registered clients (RFC 7592). A call goes to the client's own management address and follows no redirect. It
 * throws nothing for what network and server do: the result tells. Stateless and thread-safe.
 */
public final class ManagementClient {
    private static final int CAP = 256 * 1024;
    // the answer has all that was sent (RFC 7592, section 2.2), and with it address, token, and what the server adds
    private static final int LONGEST_UPDATE = CAP - 48 * 1024;

    private final GuardedHttp http;
    private final DcrClock clock;

    /** Creates a client that reads times by the clock of the machine. */
    public ManagementClient(GuardedHttp http) {
        this(http, DcrClock.system());
    }

    /** Creates a client that reads times by {@code clock}. */
    public ManagementClient(GuardedHttp http, DcrClock clock) {
        this.http = Objects.requireNonNull(http, "http");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Reads what the server holds of a client (RFC 7592, section 2.1). The server may replace the client's token and
     * secret by that.
     *
     * @param egress where the registration of the client could go
     * @param timeout the time for the whole call
     */
    public ManagementResult read(ManagedClient client, Egress egress, Duration timeout) {
        return manage(client, new Asked("GET", ManagementAnswer.READ, null, null), egress, timeout);
    }

    /**
     * Puts {@code update} in the place of what is registered (RFC 7592, section 2.2). The server may replace the client's
     * token and secret by that. It is sent once, and if the server refuses it for the secret that it repeats, once more
     * without that.
     *
     * @param egress where the registration of the client could go
     * @param timeout the time for the whole call
     */
    public ManagementResult update(ManagedClient client, UpdateRequest update, Egress egress, Duration timeout) {
        Deadline deadline = Deadline.after(clock, timeout);
        ManagementResult result = put(client, update, egress, timeout);
        UpdateRequest without = update.withoutSecret();
        // a client may repeat its secret (RFC 7592, section 2.2), and there are servers that take that for choosing one
        return without != update
                        && result instanceof ManagementResult.Refused refused
                        && isAboutSecret(refused.failure())
                ? put(client, without, egress, deadline.remaining())
                : result;
    }

    /** The names of methods have the word in them, too: {@code client_secret_jwt}. */
    private static boolean isAboutSecret(DcrRefusedException refused) {
        String words = refused.description().orElse("").toLowerCase(Locale.ROOT);
        return words.replace("client_secret_", "").contains("secret");
    }

    private ManagementResult put(ManagedClient client, UpdateRequest update, Egress egress, Duration timeout) {
        byte[] json = update.json();
        if (json.length > LONGEST_UPDATE) {
            return new ManagementAnswer(client, ManagementAnswer.UPDATED, clock.millis())
                    .notSent("the update is " + json.length
                            + " bytes long, and the server answers with all of it: at most " + CAP
                            + " bytes of an answer are read");
        }
        return manage(
                client,
                new Asked("PUT", ManagementAnswer.UPDATED, OneShotBody.json(json), update.softwareStatement()),
                egress,
                timeout);
    }

    /**
     * Deletes a client at the server (RFC 7592, section 2.3). Where the answer proves neither that it is deleted nor
     * that it exists (404, 405, 501), the client is read, in what is left of the time.
     *
     * @param clientSecret the client's secret, masked where the server echoes it; nothing is done with it
     * @param egress where the registration of the client could go
     * @param timeout the time for the whole call
     */
    public DeleteResult delete(
            DcrManagement management, @Nullable Secret clientSecret, Egress egress, Duration timeout) {
        Deadline deadline = Deadline.after(clock, timeout);
        HttpAnswer answer;
        try {
            answer = send(management, new Asked("DELETE", "deleted", null, null), egress, timeout)
                    .masking(clientSecret);
        } catch (IllegalArgumentException e) {
            return new DeleteResult.Failed(notDeleted(management, e.getMessage() + "; nothing was sent")
                    .exception());
        } catch (HttpFailure e) {
            return new DeleteResult.Failed(notDeleted(management, e.getMessage())
                    .retryable(e.retryable())
                    .cause(e)
                    .exception());
        }
        return switch (answer.status()) {
            case 404, 405, 501 -> {
                ManagedClient client = new ManagedClient(management, clientSecret, null);
                yield notDeleted(client, answer, read(client, egress, deadline.remaining()));
            }
            default -> deleted(management, answer);
        };
    }

    /**
     * What is asked of a management address.
     *
     * @param method the HTTP method
     * @param done the same as a participle, for messages
     * @param body a JSON body
     * @param confidential what of the body is masked where the server echoes it
     */
    private record Asked(
            String method,
            String done,
            @Nullable OneShotBody body,
            @Nullable Secret confidential) {}

    private ManagementResult manage(ManagedClient client, Asked asked, Egress egress, Duration timeout) {
        long sent = clock.millis();
        ManagementAnswer reading = new ManagementAnswer(client, asked.done, sent);
        HttpAnswer answer;
        try {
            answer = send(client.management(), asked, egress, timeout)
                    .masking(client.clientSecret())
                    .masking(asked.confidential);
        } catch (IllegalArgumentException e) {
            return reading.notSent(e.getMessage());
        } catch (HttpFailure e) {
            return reading.unanswered(e);
        }
        return reading.answered(answer, new ServerDate(sent, clock.millis()));
    }

    /**
     * Sends one request.
     *
     * @throws IllegalArgumentException if address or token cannot be used; nothing was sent
     */
    private HttpAnswer send(DcrManagement management, Asked asked, Egress egress, Duration timeout) throws HttpFailure {
        Secret token = management.registrationAccessToken();
        EndpointUrl url = EndpointUrl.ofStored(
                "registration_client_uri", management.registrationClientUri().toString(), egress);
        if (!CallAuthorization.sendable(token)) {
            throw new IllegalArgumentException("its registration access token has a character that no bearer token can"
                    + " have (RFC 6750, section 2.1)");
        }
        return http.send(new HttpCall(asked.method, url, CallAuthorization.bearer(token), asked.body, CAP, timeout));
    }

    private static DeleteResult deleted(DcrManagement management, HttpAnswer answer) {
        int status = answer.status();
        Refusal refusal = Refusal.of(answer);
        String said = ManagementAnswer.describe(answer, refusal);
        return switch (status) {
            // a server that answers every request with 200 says in the body that it did not delete
            case 200 ->
                refusal.error() == null
                        ? new DeleteResult.Gone(status)
                        : new DeleteResult.Failed(notDeleted(management, said).exception());
            case 204, 410 -> new DeleteResult.Gone(status);
            case 401 ->
                new DeleteResult.UnknownClient(
                        notDeleted(management, said + ManagementAnswer.UNKNOWN).exception());
            default ->
                new DeleteResult.Failed(notDeleted(management, said)
                        .retryable(status == 408 || status == 429 || status >= 500)
                        .exception());
        };
    }

    /** Returns what became of a client whose deletion was answered in a way that proves nothing, after it was read. */
    private static DeleteResult notDeleted(ManagedClient client, HttpAnswer answer, ManagementResult read) {
        DcrManagement management = client.management();
        String said = ManagementAnswer.describe(answer, Refusal.of(answer));
        if (read instanceof ManagementResult.Information) {
            String exists = said
                    + " to the deletion, and that the client exists when it was read after that: it does not delete clients, an"
                    + " operator of the server can";
            return new DeleteResult.Unsupported(notDeleted(management, exists).exception(), true);
        }
        DcrException unread = ((ManagementResult.Failed) read).failure();
        int status = read instanceof ManagementResult.UnknownClient unknown ? unknown.status() : 0;
        if (status == 410) {
            return new DeleteResult.Gone(status);
        }
        DcrException.Details failure =
                notDeleted(management, said + ", and whether it exists could not be found out: " + unread.getMessage());
        if (status == 401) {
            return new DeleteResult.UnknownClient(failure.exception());
        }
        return unread.retryable()
                ? new DeleteResult.Failed(failure.retryable(true).exception())
                : new DeleteResult.Unsupported(failure.exception(), false);
    }

    private static DcrException.Details notDeleted(DcrManagement management, @Nullable String problem) {
        return ManagementAnswer.failed(management, "deleted", problem);
    }
}
