package io.github.dcr4j.mcp;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.server.ServerMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Logs a user in, with another client where the server has forgotten the first. Used by one thread at a time. */
final class UserLogin {
    private static final String OFFLINE_ACCESS = "offline_access";

    private final McpSettings settings;
    private final DcrResolver resolver;
    private final CodeLogin login;
    private final TokenExchange exchange;
    private boolean begun;

    UserLogin(McpSettings settings, McpRedirect redirect, TokenExchange exchange) {
        this.settings = settings;
        this.exchange = exchange;
        resolver = settings.resolver();
        login = new CodeLogin(redirect, settings.clock(), settings.loginTimeout());
    }

    /** Forgets whether a login has begun. */
    void begin() {
        begun = false;
    }

    /** Returns whether a login has begun since. */
    boolean hasBegun() {
        return begun;
    }

    /**
     * Returns the token of a login; the user is asked once more where the client was replaced meanwhile.
     *
     * @param replacement finds the client that took its place
     */
    McpToken token(ResourceClient client, List<String> scopes, Supplier<ResourceClient> replacement)
            throws InterruptedException {
        Attempt first = attempt(client, scopes);
        if (first.token() != null) {
            return first.token();
        }
        // the client is another one now, so the user is asked once more
        ResourceClient next = replacement.get();
        Attempt second = attempt(next, scopes);
        if (second.token() != null) {
            return second.token();
        }
        throw new McpAuthorizationException(
                Reason.CLIENT_FORGOTTEN,
                "the authorization server " + Issuers.printed(next.credentials())
                        + " does not know the client, nor the one that took its place: " + second.why());
    }

    /** One login: a token, or why the client is to be another. */
    private record Attempt(@Nullable McpToken token, String why) {}

    private Attempt attempt(ResourceClient client, List<String> wanted) throws InterruptedException {
        ServerMetadata server = resolver.serverMetadata(client.request());
        List<String> scopes = new ArrayList<>(wanted);
        if (server.scopesSupported().contains(OFFLINE_ACCESS) && !scopes.contains(OFFLINE_ACCESS)) {
            scopes.add(OFFLINE_ACCESS);
        }
        settings.log().loginBegins(client);
        begun = true;
        CodeLogin.Outcome outcome;
        try {
            outcome = login.login(client, scopes);
        } catch (McpAuthorizationException e) {
            throw e.reason() == Reason.LOGIN_TIMED_OUT ? explained(client, e) : e;
        }
        if (outcome instanceof CodeLogin.Outcome.ClientRejected rejected) {
            return replaced(client, rejected.why());
        }
        TokenExchange.Ask ask = ((CodeLogin.Outcome.Code) outcome).ask();
        TokenExchange.Outcome answer = exchange.send(client, ask);
        if (answer instanceof TokenExchange.Outcome.ClientGone gone) {
            settings.log().loginAgain(client, gone.why().text());
            return new Attempt(null, gone.why().text());
        }
        return new Attempt(TokenExchange.issued(client, answer), "");
    }

    /** What a browser brought proves nothing: the resolver asks the server, and keeps a client that is still known. */
    private Attempt replaced(ResourceClient client, ClientRejection why) {
        DcrCredentials next = resolver.reportRejected(client.request(), client.credentials(), why);
        if (next.generation().equals(client.credentials().generation())) {
            throw new McpAuthorizationException(
                    Reason.LOGIN_REFUSED,
                    "the login at " + Issuers.printed(next) + " was refused, though the server knows the" + " client: "
                            + why.text());
        }
        settings.log().loginAgain(client, why.text());
        return new Attempt(null, why.text());
    }

    /** A user who does not come back may have seen that the server does not know the client: it shows a page then. */
    private McpAuthorizationException explained(ResourceClient client, McpAuthorizationException timedOut) {
        Verification found = resolver.verify(client.request());
        if (found.outcome() != Verification.Outcome.GONE) {
            return timedOut;
        }
        return new McpAuthorizationException(
                Reason.CLIENT_FORGOTTEN,
                "the user has not come back, because the authorization server "
                        + Issuers.printed(client.credentials()) + " had forgotten the client ("
                        + found.text() + "); "
                        + (found.replacement() == null
                                ? "it could not be replaced"
                                : "another one is registered by now: let the user log in again"));
    }
}
