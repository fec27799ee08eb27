package io.github.dcr4j.token;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.flight.InterruptedCall;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.ClientRejection.Certainty;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.server.ServerHttpException;
import io.github.dcr4j.upstream.UpstreamClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends token requests with the client of one request, and with another client once when the server has forgotten that
 * one.
 *
 * <p>What happens, in this order:
 *
 * <ol>
 *   <li>The client is resolved, or where the grant belongs to one client, that one is found.
 *   <li>The request is made with its authentication, and the caller's function sends it.
 *   <li>An answer that does not reject the client (RFC 6749, section 5.2) is returned as it is, token or error.
 *   <li>Where the token endpoint is gone (404, 405, 410, or no connection), the server's document is read again, and if
 *       it names another one by now, the request is sent there, with the same client ({@link DcrResolver#reportMoved}).
 *   <li>A client with several keys tries the next one; each is registered for it, and the request stays that of the
 *       same client.
 *   <li>The client is reported as rejected ({@link DcrResolver#reportRejected}): it is replaced once, however many
 *       callers on however many replicas report it, and after a read (RFC 7592) where it authenticates by a key.
 *   <li>A grant of any client is sent once more, with the client that took its place. A code or a refresh token is
 *       never sent with another client's id: {@link TokenOutcome.LogInAgain}. A client that the server still knows, and
 *       whose key it rejects, is kept: {@link TokenOutcome.KeyRejected}.
 * </ol>
 *
 * <p>Thread-safe; make one per request, and keep it. It holds no threads and is not closed.
 *
 * <pre>{@code
 * TokenCalls tokens = TokenCalls.of(resolver, request);
 * TokenOutcome outcome = tokens.call(TokenGrant.clientCredentials("orders"));
 * TokenResponse answer = outcome.response();
 * }</pre>
 */
public final class TokenCalls {
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(60);

    private final TokenClients clients;
    private final ClientAuthentication authentication;
    private final Duration sendTimeout;

    private TokenCalls(TokenClients clients, ClientAuthentication authentication, Duration sendTimeout) {
        this.clients = clients;
        this.authentication = authentication;
        this.sendTimeout = sendTimeout;
    }

    /** Returns the calls of the client of {@code request}, with the keys or the certificate that it names. */
    public static TokenCalls of(DcrResolver resolver, DcrRequest request) {
        return new TokenCalls(TokenClients.of(resolver, request), request.authentication(), SEND_TIMEOUT);
    }

    /** Returns the calls of the client that a service has at an upstream, with what it is configured with. */
    public static TokenCalls of(UpstreamClient upstream) {
        return of(upstream, upstream.authentication());
    }

    /**
     * Returns the calls of the client that a service has at an upstream, with other keys than the configured ones.
     */
    public static TokenCalls of(UpstreamClient upstream, ClientAuthentication authentication) {
        return new TokenCalls(TokenClients.of(upstream), authentication, SEND_TIMEOUT);
    }

    /**
     * Returns the same calls with another bound on how long a function may take to send, from 100 ms to 1 h; 60 s by
     * default.
     */
    public TokenCalls withSendTimeout(Duration sendTimeout) {
        if (sendTimeout.toMillis() < 100 || sendTimeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("sendTimeout must be from 100 ms to 1 h: " + sendTimeout);
        }
        return new TokenCalls(clients, authentication, sendTimeout);
    }

    /**
     * Sends {@code grant} with the guarded HTTP client of the server ({@link DcrResolver#serverHttp}), and returns what
     * became of it; see {@link #call(TokenGrant, TokenSender)}.
     *
     * @throws ServerHttpException if there is no answer; the client is kept
     */
    public TokenOutcome call(TokenGrant grant) throws IOException, InterruptedException {
        return call(grant, clients.sender());
    }

    /**
     * Sends {@code grant} and returns what became of it.
     *
     * @param sender sends a request; it is interrupted when it has not returned after {@link #withSendTimeout 60 s}
     * @throws IOException what {@code sender} throws, or {@link InterruptedIOException} if it took too long; whether
     *     the server got the request is not known then, and the client is kept
     * @throws InterruptedException what {@code sender} throws
     * @throws DcrException if there is no client, it cannot be authenticated, or nothing usable took its place
     * @throws IllegalStateException if {@code sender} returned {@code null}; the client is kept
     */
    public TokenOutcome call(TokenGrant grant, TokenSender sender) throws IOException, InterruptedException {
        Objects.requireNonNull(sender, "sender");
        String generation = grant.generation();
        if (generation == null) {
            return withRetry(grant, sender, clients.current());
        }
        Optional<DcrCredentials> obtainedBy = clients.find(generation);
        return obtainedBy.isEmpty()
                ? new TokenOutcome.LogInAgain(
                        clients.current(),
                        ClientRejection.observed("the client that obtained it has ended, or is kept no longer"))
                : withRetry(grant, sender, obtainedBy.get());
    }

    /**
     * Sends once more where the client was replaced; what is bound to a client, only by the same one with a new secret.
     */
    private TokenOutcome withRetry(TokenGrant grant, TokenSender sender, DcrCredentials client)
            throws IOException, InterruptedException {
        Attempt first = attempt(grant, sender, client);
        if (first.rejection() == null) {
            return first.answered();
        }
        DcrCredentials next = clients.replace(client, first.rejection());
        if (isSame(next, client)) {
            return first.kept();
        }
        boolean bound = grant.generation() != null;
        if (bound && !next.clientId().equals(client.clientId())) {
            return new TokenOutcome.LogInAgain(next, first.rejection());
        }
        Attempt second = attempt(grant, sender, next);
        return second.rejection() == null ? second.answered() : second.kept();
    }

    private static boolean isSame(DcrCredentials one, DcrCredentials other) {
        return one.generation().equals(other.generation());
    }

    /**
     * A request and its answer.
     *
     * @param rejection whether it rejects the client
     */
    private record Attempt(
            DcrCredentials client,
            TokenResponse response,
            @Nullable ClientRejection rejection) {
        TokenOutcome answered() {
            return new TokenOutcome.Answered(client, response);
        }

        /** The client is kept though the answer rejects it. */
        TokenOutcome kept() {
            boolean byKey = client.tokenEndpointAuthMethod().usesPrivateKey();
            return byKey && rejection != null && rejection.certainty() == Certainty.CERTAIN
                    ? new TokenOutcome.KeyRejected(client, response, rejection)
                    : answered();
        }
    }

    private Attempt attempt(TokenGrant grant, TokenSender sender, DcrCredentials client)
            throws IOException, InterruptedException {
        List<ClientKey> keys = authentication.keysFor(client);
        Attempt last = attempt(grant, sender, client, keys.isEmpty() ? null : keys.get(0));
        for (int next = 1; next < keys.size() && last.rejection() != null; next++) {
            last = attempt(grant, sender, client, keys.get(next));
        }
        return last;
    }

    /** Sends once more, with the same client, where the token endpoint is gone and the server names another by now. */
    private Attempt attempt(TokenGrant grant, TokenSender sender, DcrCredentials client, @Nullable ClientKey key)
            throws IOException, InterruptedException {
        Attempt first = null;
        IOException unreached = null;
        try {
            first = sent(grant, sender, client, key);
            if (!GoneEndpoint.answered(first.response()) || first.rejection() != null) {
                return first;
            }
        } catch (IOException e) {
            if (!GoneEndpoint.unreached(e)) {
                throw e;
            }
            unreached = e;
        }
        DcrCredentials moved = clients.moved(client);
        if (!moved.tokenEndpoint().equals(client.tokenEndpoint())) {
            return sent(grant, sender, moved, key);
        }
        if (first == null) {
            throw Objects.requireNonNull(unreached);
        }
        return first;
    }

    private Attempt sent(TokenGrant grant, TokenSender sender, DcrCredentials client, @Nullable ClientKey key)
            throws IOException, InterruptedException {
        TokenRequest request = TokenForm.request(grant, client, authentication, key);
        TokenResponse response = send(sender, request);
        ClientRejection rejection = ClientRejection.inTokenResponse(
                        client, response.status(), response.body(), grant.secrets(request.assertion()))
                .orElse(null);
        return new Attempt(client, response, rejection);
    }

    private TokenResponse send(TokenSender sender, TokenRequest request) throws IOException, InterruptedException {
        Optional<TokenResponse> response;
        try {
            response = InterruptedCall.call(
                    DcrClock.system(), sendTimeout, () -> Optional.ofNullable(sender.send(request)));
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (TimeoutException e) {
            InterruptedIOException late = new InterruptedIOException("the function that sends a token request has not"
                    + " returned within " + sendTimeout.toMillis()
                    + " ms, and was interrupted; whether the server got the"
                    + " request is not known");
            late.initCause(e);
            throw late;
        } catch (Exception e) {
            throw new IOException("the function that sends a token request failed", e);
        }
        return response.orElseThrow(() -> new IllegalStateException("the function that sends a token request returned"
                + " null: it must return the answer, or throw; whether the server got the request is not known"));
    }
}
