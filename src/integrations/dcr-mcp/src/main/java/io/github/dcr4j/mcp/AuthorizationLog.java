package io.github.dcr4j.mcp;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.resolver.ResourceClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is logged: logins, tokens and their failures, without a secret. Thread-safe. */
enum AuthorizationLog {
    INSTANCE;

    private static final Logger LOG = LoggerFactory.getLogger("io.github.dcr4j.mcp");

    void loginBegins(ResourceClient client) {
        LOG.info(
                "login at {} for {} begins, with client {}",
                Issuers.printed(client.credentials()),
                ForeignText.printed(client.resource()),
                ForeignText.printed(client.credentials().clientId()));
    }

    void loginAgain(ResourceClient client, String why) {
        LOG.warn(
                "login at {} for {} begins anew, because client {} was replaced: {}",
                Issuers.printed(client.credentials()),
                ForeignText.printed(client.resource()),
                ForeignText.printed(client.credentials().clientId()),
                why);
    }

    void obtained(McpToken token) {
        LOG.info("obtained {}", token);
    }

    void refreshed(McpToken token) {
        LOG.debug("refreshed {}", token);
    }

    void notRefreshed(McpToken token, TokenExchange.Outcome outcome) {
        LOG.info(
                "{} cannot be refreshed: {}",
                token,
                outcome instanceof TokenExchange.Outcome.Refused refused
                        ? "the server answered " + refused.error()
                        : "its client is gone");
    }

    void notOfServer(McpToken token, String server) {
        LOG.warn("{} is not used: it is not for {}, and the McpTokenStore returned it", token, server);
    }

    void refreshFailed(McpToken token, Throwable failure) {
        LOG.warn("{} could not be refreshed before it ends: {}", token, failure.toString());
    }

    void notSaved(McpToken token, RuntimeException failure) {
        // not what it says: it may quote the token
        LOG.warn(
                "{} could not be saved, and is used until the program ends: the McpTokenStore threw {}",
                token,
                failure.getClass().getName());
    }
}
