package io.github.dcr4j.examples.serve;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.examples.login.AuthorizationRequest;
import io.github.dcr4j.examples.login.AuthorizationResponse;
import io.github.dcr4j.examples.login.BegunLogin;
import io.github.dcr4j.examples.login.ClientRejectedException;
import io.github.dcr4j.examples.login.CodeExchange;
import io.github.dcr4j.examples.login.LoginFailedException;
import io.github.dcr4j.examples.login.TokenResponse;
import io.github.dcr4j.examples.page.Page;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.Upstreams;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends logins. Nothing is remembered here: a login that one replica began ends on any other that has the
 * same store and the same key for cookies. Thread-safe.
 */
final class UpstreamLogins {
    private final Upstreams upstreams;
    private final RedirectAddresses redirects;
    private final LoginCookies cookies;
    private final CodeExchange codes;
    private final DcrClock clock;

    /**
     * Where a browser is sent, and the cookie that it takes along.
     *
     * @param address the authorization request
     * @param cookie the value of a {@code Set-Cookie} header
     */
    record Departure(String address, String cookie) {}

    UpstreamLogins(
            Upstreams upstreams,
            RedirectAddresses redirects,
            LoginCookies cookies,
            CodeExchange codes,
            DcrClock clock) {
        this.upstreams = upstreams;
        this.redirects = redirects;
        this.cookies = cookies;
        this.codes = codes;
        this.clock = clock;
    }

    /**
     * Begins a login with the client of now.
     *
     * @throws LoginFailedException if there is no upstream of that name
     * @throws DcrException if it has no client that can be used
     */
    Departure begin(String name) {
        UpstreamClient upstream = upstream(name, 404);
        DcrCredentials client = upstream.credentials();
        List<String> scopes = AuthorizationRequest.scopes(client, upstream.scopes());
        URI redirect = redirects.of(name);
        BegunLogin login = BegunLogin.with(client, name, scopes, redirect.toString(), now());
        String cookie = LoginCookies.name(login.state()) + "=" + cookies.seal(login) + "; Path=/; Max-Age="
                + LoginCookies.LIFE.toSeconds() + "; HttpOnly; SameSite=Lax"
                + ("https".equals(redirect.getScheme()) ? "; Secure" : "");
        return new Departure(AuthorizationRequest.address(client, login, scopes, resource(upstream)), cookie);
    }

    /**
     * Ends a login with the client that it began with, and returns what the browser is shown.
     *
     * @param path where the user returned to
     * @param cookie gives the value of the browser's cookie of a name, or {@code null}
     * @throws LoginFailedException if the user is not logged in
     * @throws DcrException if the store or a key cannot be read
     */
    Page end(String path, AuthorizationResponse response, Function<String, @Nullable String> cookie) {
        BegunLogin login = begun(path, response.state(), cookie);
        UpstreamClient upstream = upstream(login.upstream(), 410);
        DcrCredentials client = upstream.credentials(login.generation())
                .orElseThrow(() -> new LoginFailedException(
                        410, "The client that this login began with has been replaced. Please log in again."));
        Secret code = response.codeFor(client);
        try {
            return loggedIn(
                    login,
                    client,
                    codes.redeem(
                            code, login, client, upstream.authentication(), upstream.serverHttp(), resource(upstream)));
        } catch (ClientRejectedException e) {
            upstream.rejected(client, e.why());
            throw new LoginFailedException(
                    e.status(), login.upstream() + " no longer takes this service's client. Please log in again.");
        }
    }

    private static @Nullable String resource(UpstreamClient upstream) {
        return upstream.resource().orElse(null);
    }

    private BegunLogin begun(String path, @Nullable Secret state, Function<String, @Nullable String> cookie) {
        String sealed = state == null ? null : cookie.apply(LoginCookies.name(state));
        BegunLogin login = sealed == null ? null : cookies.open(sealed, now()).orElse(null);
        if (login == null || !login.state().equals(state)) {
            throw new LoginFailedException(
                    400, "This browser has begun no such login, or too long ago. Please log in again.");
        }
        if (!path.equals(URI.create(login.redirectUri()).getRawPath())) {
            throw new LoginFailedException(400, "This login was to end at another address. Please log in again.");
        }
        return login;
    }

    /** Returns the names of the upstreams, in the order configured. */
    List<String> upstreams() {
        return upstreams.clients().stream()
                .map(client -> client.config().name())
                .toList();
    }

    private UpstreamClient upstream(String name, int otherwise) {
        try {
            return upstreams.client(name);
        } catch (IllegalArgumentException e) {
            throw new LoginFailedException(otherwise, "There is no such upstream here.");
        }
    }

    private static Page loggedIn(BegunLogin login, DcrCredentials client, TokenResponse tokens) {
        String subject = tokens.subject();
        return Page.of(
                200,
                "Logged in at " + login.upstream(),
                subject == null ? "The server does not say as whom." : "As " + ShownText.cleaned(subject) + ".",
                "By client " + ShownText.cleaned(client.clientId()) + ", generation " + client.generation() + ".",
                "A token was granted: " + tokens.granted() + ".");
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
