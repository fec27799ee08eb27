package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Manages registered clients (RFC 7592). A call goes to the client's own management address and follows no redirect.
 * Stateless and thread-safe.
 */
public final class ManagementClient {
    private static final int CAP = 256 * 1024;

    private final GuardedHttp http;

    /** Creates a client. */
    public ManagementClient(GuardedHttp http) {
        this.http = Objects.requireNonNull(http, "http");
    }

    /**
     * Deletes a client at the server (RFC 7592, section 2.3). It throws nothing for what network and server do: the
     * result tells.
     *
     * @param clientSecret the client's secret, masked where the server echoes it; nothing is done with it
     * @param egress where whoever registered the client could go
     * @param timeout the time for the whole call
     */
    public DeleteResult delete(
            DcrManagement management, @Nullable Secret clientSecret, Egress egress, Duration timeout) {
        Secret token = management.registrationAccessToken();
        HttpAnswer answer;
        try {
            EndpointUrl url = EndpointUrl.ofStored(
                    "registration_client_uri",
                    management.registrationClientUri().toString(),
                    egress);
            if (!HttpCall.sendable(token)) {
                return new DeleteResult.Failed(failed(
                                management,
                                "its registration access token has a character that no"
                                        + " bearer token can have (RFC 6750, section 2.1); nothing was sent")
                        .exception());
            }
            answer = http.send(new HttpCall("DELETE", url, token, null, CAP, timeout))
                    .masking(clientSecret);
        } catch (IllegalArgumentException e) {
            return new DeleteResult.Failed(
                    failed(management, e.getMessage() + "; nothing was sent").exception());
        } catch (HttpFailure e) {
            return new DeleteResult.Failed(failed(management, e.getMessage())
                    .retryable(e.retryable())
                    .cause(e)
                    .exception());
        }
        return result(management, answer, Refusal.of(answer));
    }

    private static DeleteResult result(DcrManagement management, HttpAnswer answer, Refusal refusal) {
        int status = answer.status();
        String told = "the server answered " + refusal.told(status)
                + (answer.redirect() ? ", which points" + answer.whereTo() + " and is not followed" : "");
        return switch (status) {
            case 200, 204, 404, 410 -> new DeleteResult.Gone(status);
            case 401 ->
                new DeleteResult.UnknownClient(failed(
                                management,
                                told
                                        + "; it knows no such client, or the registration access token is not valid any more")
                        .exception());
            case 405, 501 ->
                new DeleteResult.Unsupported(
                        failed(management, told + "; it does not delete clients: an operator of the server can")
                                .exception());
            default ->
                new DeleteResult.Failed(failed(management, told)
                        .retryable(status == 408 || status == 429 || status >= 500)
                        .exception());
        };
    }

    private static DcrException.Details failed(DcrManagement management, @Nullable String problem) {
        return DcrException.at(
                Step.MANAGE, "client " + management.clientId() + " could not be deleted at the server: " + problem);
    }
}
