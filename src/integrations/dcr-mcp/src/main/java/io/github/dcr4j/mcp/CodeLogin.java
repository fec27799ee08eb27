package io.github.dcr4j.mcp;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.token.TokenGrant;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One login by the authorization code grant with PKCE (RFC 6749, section 4.1; RFC 7636), with {@code resource} (RFC
 * 8707), {@code state} and {@code iss} (RFC 9207). Thread-safe.
 */
final class CodeLogin {
    private final McpRedirect redirect;
    private final DcrClock clock;
    private final Duration timeout;

    /** What the login brought. */
    sealed interface Outcome {
        /** A code, ready to be exchanged by the client that began the login. */
        record Code(TokenExchange.Ask ask) implements Outcome {}

        /** The server says that it does not know the client. */
        record ClientRejected(ClientRejection why) implements Outcome {}
    }

    CodeLogin(McpRedirect redirect, DcrClock clock, Duration timeout) {
        this.redirect = redirect;
        this.clock = clock;
        this.timeout = timeout;
    }

    /**
     * Sends the user to the server and waits for the answer.
     *
     * @throws McpAuthorizationException if there is none, or it must not be used
     */
    Outcome login(ResourceClient client, List<String> scopes) throws InterruptedException {
        DcrCredentials credentials = client.credentials();
        if (!credentials.pkceS256Supported()) {
            throw new McpAuthorizationException(
                    Reason.PKCE_MISSING,
                    "the authorization server " + Issuers.printed(credentials) + " does not announce PKCE with S256"
                            + " (code_challenge_methods_supported), so that no login is begun there: its operator has"
                            + " to turn it on");
        }
        CodeVerifier verifier = new CodeVerifier();
        State state = new State();
        URI address = address(client, scopes, verifier, state);
        AuthorizationResponse response = parsed(answer(address, credentials));
        if (!state.equals(response.getState())) {
            throw rejected("it has another state: it belongs to another login, or was made up");
        }
        checkIssuer(credentials, response.getIssuer());
        if (!response.indicatesSuccess()) {
            return refused(credentials, response.toErrorResponse().getErrorObject());
        }
        AuthorizationCode given = response.toSuccessResponse().getAuthorizationCode();
        if (given == null) {
            throw rejected("it has no code");
        }
        Secret code = Secret.of(given.getValue());
        Secret proof = Secret.of(verifier.getValue());
        TokenGrant grant = TokenGrant.authorizationCode(
                        credentials.generation(), code, redirect.redirectUri().toString(), proof)
                .with("resource", client.resource());
        return new Outcome.Code(new TokenExchange.Ask(grant, List.of(code, proof), scopes, null));
    }

    private URI address(ResourceClient client, List<String> scopes, CodeVerifier verifier, State state) {
        DcrCredentials credentials = client.credentials();
        URI endpoint = credentials
                .authorizationEndpoint()
                .orElseThrow(() -> new McpAuthorizationException(
                        Reason.NO_GRANT,
                        "the authorization server " + Issuers.printed(credentials) + " has no authorization endpoint"));
        AuthorizationRequest.Builder request = new AuthorizationRequest.Builder(
                        ResponseType.CODE, new ClientID(credentials.clientId()))
                .endpointURI(endpoint)
                .redirectionURI(redirect.redirectUri())
                .state(state)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .resources(URI.create(client.resource()));
        if (!scopes.isEmpty()) {
            request.scope(new Scope(scopes.toArray(String[]::new)));
        }
        return request.build().toURI();
    }

    private URI answer(URI address, DcrCredentials credentials) throws InterruptedException {
        CompletionStage<URI> stage = begun(address);
        CompletableFuture<@Nullable URI> answer = new CompletableFuture<>();
        CompletableFuture<Void> late = clock.after(timeout);
        CompletableFuture<Void> ends = late.thenRun(() -> answer.completeExceptionally(new TimeoutException()));
        stage.whenComplete((uri, failure) -> {
            if (failure == null) {
                answer.complete(uri);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        try {
            URI back = answer.get();
            if (back == null) {
                throw failed("returned nothing", null);
            }
            return back;
        } catch (ExecutionException e) {
            if (late.isDone() && e.getCause() instanceof TimeoutException) {
                throw new McpAuthorizationException(
                        Reason.LOGIN_TIMED_OUT,
                        "the user has not come back from the authorization server " + Issuers.printed(credentials)
                                + " within " + timeout.toSeconds() + " s (loginTimeout): the page was left, or shows an"
                                + " error");
            }
            throw failed("failed", Flight.unwrapped(Objects.requireNonNull(e.getCause())));
        } finally {
            ends.cancel(false);
            late.cancel(false);
            stopWaiting(stage);
        }
    }

    private CompletionStage<URI> begun(URI address) {
        CompletionStage<URI> stage;
        try {
            stage = redirect.authorize(address);
        } catch (RuntimeException e) {
            throw failed("failed", e);
        }
        if (stage == null) {
            throw failed("returned nothing", null);
        }
        return stage;
    }

    private static void stopWaiting(CompletionStage<URI> stage) {
        try {
            stage.toCompletableFuture().cancel(false);
        } catch (UnsupportedOperationException e) {
            // a stage that cannot be cancelled ends by itself
        }
    }

    private AuthorizationResponse parsed(URI back) {
        URI expected = redirect.redirectUri();
        boolean same = Objects.equals(expected.getScheme(), back.getScheme())
                && Objects.equals(expected.getRawAuthority(), back.getRawAuthority())
                && Objects.equals(expected.getRawPath(), back.getRawPath());
        if (!same) {
            throw rejected("it did not come to the redirect URI");
        }
        // RFC 6749, section 3.1: none comes twice; else one of them is checked, and another used
        if (URLUtils.parseParameters(back.getRawQuery()).values().stream().anyMatch(values -> values.size() > 1)) {
            throw rejected("it has a parameter twice");
        }
        try {
            return AuthorizationResponse.parse(back);
        } catch (ParseException | RuntimeException e) {
            // no cause: it may quote the code
            throw rejected("it is no authorization response (RFC 6749, section 4.1.2)");
        }
    }

    /** RFC 9207, section 2.4: equal, character for character; only a server that does not promise it may leave it out. */
    private static void checkIssuer(DcrCredentials client, @Nullable Issuer issuer) {
        if (issuer == null) {
            if (client.issParameterSupported()) {
                throw rejected("it has no iss, which this server promises (RFC 9207)");
            }
        } else if (client.issuer().filter(issuer.getValue()::equals).isEmpty()) {
            throw rejected("it is from another authorization server than the user was sent to: iss is "
                    + ForeignText.printed(issuer.getValue()) + " and not " + Issuers.printed(client) + " (RFC 9207)");
        }
    }

    private static Outcome refused(DcrCredentials client, ErrorObject error) {
        String code = String.valueOf(error.getCode());
        ClientRejection rejection = ClientRejection.inAuthorizationResponse(client, true, code, error.getDescription())
                .orElse(null);
        if (rejection != null) {
            return new Outcome.ClientRejected(rejection);
        }
        String description = error.getDescription();
        throw new McpAuthorizationException(
                Reason.LOGIN_REFUSED,
                "the login at " + Issuers.printed(client) + " was refused: " + ForeignText.printed(code)
                        + (description == null ? "" : " (" + ForeignText.printed(description) + ")"));
    }

    private static McpAuthorizationException rejected(String why) {
        return new McpAuthorizationException(
                Reason.RESPONSE_REJECTED, "the answer of the login is not used, because " + why);
    }

    private static McpAuthorizationException failed(String how, @Nullable Throwable cause) {
        return new McpAuthorizationException(
                Reason.LOGIN_FAILED, "the application's McpRedirect " + how + ": the user could not be sent", cause);
    }
}
