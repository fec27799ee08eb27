package io.github.dcr4j.examples.visit;

import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.examples.command.CommandLine;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns the command line into a request. */
final class RequestedClient {
    /** A native client's address; servers accept it with any port (RFC 8252, section 7.3). */
    private static final String REDIRECT_BY_DEFAULT = "http://127.0.0.1/callback";

    private RequestedClient() {}

    /**
     * Returns the request.
     *
     * @throws IllegalArgumentException for a value that cannot be used
     * @throws IllegalStateException for options that do not go together
     */
    static DcrRequest of(CommandLine line) {
        DcrRequestBuilder request = DcrRequest.builder("dcr4j");
        ifGiven(line.value("--issuer"), request::upstreamIssuer);
        ifGiven(line.value("--discovery-url"), request::discoveryUrl);
        ifGiven(line.value("--registration-endpoint"), request::registrationEndpoint);
        request.server(s -> {
            ifGiven(line.value("--authorization-endpoint"), s::authorizationEndpoint);
            ifGiven(line.value("--token-endpoint"), s::tokenEndpoint);
        });
        ifGiven(line.value("--initial-access-token-file"), file -> request.initialAccessToken(tokenFile(file)));
        scopes(line, request);
        grantsAndRedirects(line, request);
        request.network(n -> {
            if (line.has("--allow-private-addresses")) {
                n.allowPrivateAddresses();
            }
            line.values("--trust-authority").forEach(n::trustAuthority);
        });
        if (line.has("--strict")) {
            request.strict();
        }
        if (line.has("--public")) {
            request.publicClient();
        }
        if (line.has("--public") && line.has("--registration-endpoint")) {
            // Nothing is discovered, so only the caller can say that the server takes public clients.
            request.server(s -> s.authMethods(TokenEndpointAuthMethod.NONE).supportsPkceS256());
        }
        return request.build();
    }

    private static void scopes(CommandLine line, DcrRequestBuilder request) {
        request.scopes(line.scopes());
        if (line.has("--no-scope")) {
            request.scopePolicy(ScopePolicy.OMIT);
        }
    }

    private static void grantsAndRedirects(CommandLine line, DcrRequestBuilder request) {
        List<String> grants = line.values("--grant");
        if (!grants.isEmpty()) {
            request.grantTypes(grants.toArray(String[]::new));
        }
        List<String> redirects = line.values("--redirect-uri");
        boolean codeGrant = grants.isEmpty() || grants.contains("authorization_code");
        if (!redirects.isEmpty()) {
            request.redirectUris(redirects.toArray(String[]::new));
        } else if (codeGrant) {
            request.redirectUri(REDIRECT_BY_DEFAULT);
        }
    }

    private static TokenFile tokenFile(String file) {
        try {
            return new TokenFile(Path.of(file));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("--initial-access-token-file is no path", e);
        }
    }

    private static void ifGiven(@Nullable String value, Consumer<String> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
