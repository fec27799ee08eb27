package io.github.dcr4j.mcp;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.resource.StepUp;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gets tokens, one after the other: by refresh where that is possible, else by a login, or for the client itself. Each
 * call blocks, and is made by one thread at a time.
 */
final class TokenSource {
    private static final String AUTHORIZATION_CODE = "authorization_code";
    private static final String CLIENT_CREDENTIALS = "client_credentials";

    /** A token that is refused earlier was never good. */
    private static final long JUST_ISSUED_MILLIS = Duration.ofSeconds(30).toMillis();

    private static final Duration STEPS_COUNT_FOR = Duration.ofMinutes(10);

    private final McpSettings settings;
    private final ServerAddress server;
    private final DcrResolver resolver;
    private final ResourceRequest request;
    private final @Nullable UserLogin login;
    private final TokenExchange exchange;
    private final LoginBudget budget;
    private @Nullable Asked asked;
    private @Nullable McpToken refreshed;

    private volatile boolean serverKnown;

    /** What named an address of the metadata that nothing else leads to. */
    private @Nullable ResourceChallenge leading;

    /** The scopes that were asked for at one server, so that they grow, and not without end. */
    private record Asked(String issuer, StepUp step, long atNanos) {}

    TokenSource(McpSettings settings, ServerAddress server) {
        this.settings = settings;
        this.server = server;
        resolver = settings.resolver();
        request = settings.request();
        McpRedirect redirect = settings.redirect();
        exchange = new TokenExchange(resolver, settings.clock());
        login = redirect == null ? null : new UserLogin(settings, redirect, exchange);
        budget = new LoginBudget(settings.clock());
    }

    /** Returns whether the MCP server's authorization server was found since the program began; for any thread. */
    boolean knowsServer() {
        return serverKnown;
    }

    /** Begins what is asked for next. */
    void begin() {
        if (login != null) {
            login.begin();
        }
    }

    /** Returns whether a user was sent to log in since it began. */
    boolean hasAskedUser() {
        return login != null && login.hasBegun();
    }

    /**
     * Returns a token after a 401.
     *
     * @param refused the token that was sent, if it is the one that is held
     */
    McpToken after401(@Nullable McpToken refused, ResourceChallenge challenge) throws InterruptedException {
        heard(challenge);
        ResourceClient client =
                found(refused == null ? request.challenged(challenge) : request.tokenRefused(challenge));
        if (refused != null && isOf(refused, client)) {
            if (isJustIssued(refused)) {
                ensureWorthALogin(refused, challenge);
            } else {
                Optional<McpToken> renewed = renewed(client, refused);
                if (renewed.isPresent()) {
                    return renewed.get();
                }
            }
        }
        budget.spend(client, login != null);
        return obtain(client, firstStep(client));
    }

    /** A refreshed token may be refused where the login is over; one of a new login, or of the client itself, is not. */
    private void ensureWorthALogin(McpToken refused, ResourceChallenge challenge) {
        if (login == null || !refused.equals(refreshed)) {
            throw new McpAuthorizationException(
                    Reason.TOKEN_NOT_ACCEPTED,
                    "the MCP server refuses a token that " + ForeignText.printed(refused.issuer())
                            + " has just issued for " + ForeignText.printed(refused.resource()) + ": it says "
                            + challenge.error().map(ForeignText::printed).orElse("nothing")
                            + ". Compare the clocks, and see which issuer and audience it expects");
        }
    }

    private void heard(ResourceChallenge challenge) {
        if (challenge
                .resourceMetadata()
                .filter(named -> !server.isWellKnown(named))
                .isPresent()) {
            leading = challenge;
        }
    }

    private ResourceClient client() {
        ResourceChallenge last = leading;
        return found(last == null ? request : request.challenged(last));
    }

    private ResourceClient found(ResourceRequest asked) {
        ResourceClient client = resolver.resolve(asked);
        serverKnown = true;
        return client;
    }

    /** Returns a token after a 403 that asks for more scopes. */
    McpToken stepUp(McpToken held, ResourceChallenge challenge) throws InterruptedException {
        heard(challenge);
        ResourceClient client = client();
        Asked before = asked;
        long now = settings.clock().nanos();
        StepUp step = before == null || !before.issuer().equals(Issuers.of(client.credentials()))
                ? StepUp.from(held.scopes())
                : before.step();
        if (before != null && now - before.atNanos() > STEPS_COUNT_FOR.toNanos()) {
            step = StepUp.from(step.scopes());
        }
        StepUp next = step.next(challenge).orElseThrow(() -> notGranted(held, challenge));
        budget.spend(client, login != null);
        return obtain(client, next);
    }

    private static McpAuthorizationException notGranted(McpToken held, ResourceChallenge challenge) {
        return new McpAuthorizationException(
                Reason.SCOPE_NOT_GRANTED,
                "the MCP server wants the scopes '" + ForeignText.printed(String.join(" ", challenge.scopes()))
                        + "', and another login would not help: '"
                        + ForeignText.printed(String.join(" ", held.scopes()))
                        + "' were asked for already, or three logins in a row asked for more each time");
    }

    /** Returns a token in the place of one that ends soon or has ended, without the user; empty if that cannot be. */
    Optional<McpToken> renewed(McpToken held) throws InterruptedException {
        return renewed(client(), held);
    }

    private Optional<McpToken> renewed(ResourceClient client, McpToken held) throws InterruptedException {
        if (!isOf(held, client)) {
            return Optional.empty();
        }
        if (held.refreshToken().isEmpty()) {
            return loginAt(client) == null ? Optional.of(obtain(client, firstStep(client))) : Optional.empty();
        }
        TokenExchange.Ask ask =
                TokenExchange.Ask.refresh(held, held.refreshToken().get());
        TokenExchange.Outcome outcome = exchange.send(client, ask);
        if (outcome instanceof TokenExchange.Outcome.Issued issued) {
            refreshed = issued.token();
            settings.log().refreshed(issued.token());
            return Optional.of(issued.token());
        }
        if (outcome instanceof TokenExchange.Outcome.Refused refused && refused.isOutage()) {
            throw TokenExchange.refused(client, refused);
        }
        settings.log().notRefreshed(held, outcome);
        return Optional.empty();
    }

    /** Returns a token by a login, or for the client itself, whatever is held. */
    McpToken obtain() throws InterruptedException {
        ResourceClient client = client();
        return obtain(client, firstStep(client));
    }

    private StepUp firstStep(ResourceClient client) {
        Asked before = asked;
        Set<String> scopes = new LinkedHashSet<>(settings.scopes());
        scopes.addAll(client.scopes());
        if (before != null && before.issuer().equals(Issuers.of(client.credentials()))) {
            scopes.addAll(before.step().scopes());
        }
        return StepUp.from(scopes);
    }

    private McpToken obtain(ResourceClient client, StepUp step) throws InterruptedException {
        McpToken token;
        try {
            UserLogin user = loginAt(client);
            token = user == null
                    ? exchange.issued(client, TokenExchange.Ask.ofClient(client, step.scopes()))
                    : user.token(client, step.scopes(), this::client);
        } catch (McpAuthorizationException e) {
            asked = null; // the next login does not ask for scopes that may be what was refused
            throw e;
        }
        asked = new Asked(token.issuer(), step, settings.clock().nanos());
        settings.log().obtained(token);
        return token;
    }

    /** Returns how a user logs in at the client's server; {@code null} if it gives tokens to the client itself. */
    private @Nullable UserLogin loginAt(ResourceClient client) {
        List<String> offered = resolver.serverMetadata(client.request()).grantTypesSupported();
        if (login != null && (offered.isEmpty() || offered.contains(AUTHORIZATION_CODE))) {
            return login;
        }
        if ((login == null && offered.isEmpty()) || offered.contains(CLIENT_CREDENTIALS)) {
            return null;
        }
        throw new McpAuthorizationException(
                Reason.NO_GRANT,
                "the authorization server " + Issuers.printed(client.credentials()) + " offers the grants "
                        + offered.stream().map(ForeignText::printed).toList() + ", and this client can use "
                        + (login == null ? "client_credentials only: it has no McpRedirect" : "none of them"));
    }

    /** Nothing of a token goes to another server, or is used for another resource. */
    private static boolean isOf(McpToken token, ResourceClient client) {
        return token.issuer().equals(Issuers.of(client.credentials()))
                && token.resource().equals(client.resource());
    }

    private boolean isJustIssued(McpToken token) {
        long now = settings.clock().millis();
        return token.age(now) != McpToken.Age.EXPIRED && now - token.issuedAtMillis() < JUST_ISSUED_MILLIS;
    }
}
