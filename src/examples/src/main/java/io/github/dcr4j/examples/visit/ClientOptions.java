package io.github.dcr4j.examples.visit;

import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.examples.command.NetworkFlags;
import io.github.dcr4j.examples.command.UsageException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.ResourceRequestBuilder;
import io.github.dcr4j.server.InsecureHttp;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a server and say which client is asked for. */
final class ClientOptions {
    /** A native client's address; servers accept it with any port (RFC 8252, section 7.3). */
    private static final String REDIRECT_BY_DEFAULT = "http://127.0.0.1/callback";

    @Option(names = "--issuer", paramLabel = "URL", description = "the server's issuer; its endpoints are discovered")
    @Nullable
    String issuer;

    @Option(
            names = "--resource",
            paramLabel = "URL",
            description = "a protected resource, such as an MCP server; it names its authorization server")
    @Nullable
    String resource;

    @Option(names = "--discovery-url", paramLabel = "URL", description = "the server's metadata document")
    @Nullable
    String discoveryUrl;

    @Option(
            names = "--registration-endpoint",
            paramLabel = "URL",
            description = "nothing is discovered; give the other endpoints as well")
    @Nullable
    String registrationEndpoint;

    @Option(names = "--token-endpoint", paramLabel = "URL", description = "beside --registration-endpoint")
    @Nullable
    String tokenEndpoint;

    @Option(
            names = "--authorization-endpoint",
            paramLabel = "URL",
            description = "beside --registration-endpoint, unless --grant leaves authorization_code out")
    @Nullable
    String authorizationEndpoint;

    @Option(names = "--consumer", paramLabel = "NAME", description = "who asks; 'dcr4j' by default")
    String consumer = "dcr4j";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "repeatable, or several in quotes; without it none is sent, and the server chooses")
    List<String> scopes = List.of();

    @Option(names = "--no-scope", description = "the registration names no scope")
    boolean noScope;

    @Option(
            names = "--redirect-uri",
            paramLabel = "URI",
            description = "repeatable; http://127.0.0.1/callback by default")
    List<String> redirectUris = List.of();

    @Option(
            names = "--grant",
            paramLabel = "GRANT",
            description = "repeatable; authorization_code and refresh_token by default")
    List<String> grants = List.of();

    @Option(names = "--public", description = "a client without a secret, with PKCE")
    boolean publicClient;

    @Option(
            names = "--initial-access-token-file",
            paramLabel = "FILE",
            description = "holds a token that allows to register; read whenever it is needed")
    @Nullable
    Path tokenFile;

    @Option(names = "--strict", description = "refuse what the standards do not allow")
    boolean strict;

    @Mixin
    NetworkFlags network = new NetworkFlags();

    @Option(
            names = "--insecure-resource",
            paramLabel = "HOST:PORT",
            description = "the resource may be http there, for development (insecureResource)")
    @Nullable
    String insecureResource;

    @Option(
            names = "--trust-authority",
            paramLabel = "HOST:PORT",
            description = "repeatable; the initial access token may go there (trustAuthority)")
    List<String> trusted = List.of();

    /** Returns whether a server is named here. */
    boolean nameServer() {
        return servers() > 0;
    }

    private long servers() {
        return Arrays.asList(issuer, resource, discoveryUrl, registrationEndpoint).stream()
                .filter(given -> given != null)
                .count();
    }

    /**
     * Returns the request for the server that is named.
     *
     * @throws UsageException if the options do not go together, or one cannot be used
     */
    DcrRequest request() {
        return checked(() -> {
            DcrRequestBuilder request = DcrRequest.builder(consumer);
            ifGiven(issuer, request::upstreamIssuer);
            ifGiven(discoveryUrl, request::discoveryUrl);
            ifGiven(registrationEndpoint, request::registrationEndpoint);
            client(request);
            return request.build();
        });
    }

    /**
     * Returns the request for the resource that is named; empty if a server is.
     *
     * @throws UsageException as {@link #request} does
     */
    @Nullable
    ResourceRequest resourceRequest() {
        if (servers() != 1) {
            throw new UsageException("give one of --issuer, --resource, --discovery-url and --registration-endpoint");
        }
        if (resource == null) {
            return null;
        }
        if (tokenFile != null) {
            throw new UsageException("--initial-access-token-file does not go with --resource: any server that the"
                    + " resource names would get it; name the server by --issuer");
        }
        String address = resource;
        return checked(() -> {
            ResourceRequestBuilder request =
                    ResourceRequest.builder(consumer, address).client(this::client);
            ifGiven(insecureResource, to -> request.insecureResource(InsecureHttp.to(to)));
            return request.build();
        });
    }

    /** Returns the request for a server that a resource names. */
    DcrRequest requestAt(String issuer) {
        DcrRequestBuilder request = DcrRequest.builder(consumer).upstreamIssuer(issuer);
        client(request);
        return request.build();
    }

    /** What the options say of the client, at whichever server. */
    private void client(DcrRequestBuilder request) {
        request.server(server -> {
            ifGiven(authorizationEndpoint, server::authorizationEndpoint);
            ifGiven(tokenEndpoint, server::tokenEndpoint);
        });
        if (tokenFile != null) {
            request.initialAccessToken(new TokenFile(tokenFile));
        }
        request.scopes(scopes.stream()
                .flatMap(given -> Arrays.stream(given.strip().split(" +")))
                .toList());
        if (noScope) {
            request.scopePolicy(ScopePolicy.OMIT);
        }
        grantsAndRedirects(request);
        network.set(request);
        request.network(more -> trusted.forEach(more::trustAuthority));
        if (strict) {
            request.strict();
        }
        if (publicClient) {
            request.publicClient();
        }
        if (publicClient && registrationEndpoint != null) {
            // nothing is discovered, so only the caller can say that the server takes public clients
            request.server(
                    server -> server.authMethods(TokenEndpointAuthMethod.NONE).supportsPkceS256());
        }
    }

    private void grantsAndRedirects(DcrRequestBuilder request) {
        if (!grants.isEmpty()) {
            request.grantTypes(grants.toArray(String[]::new));
        }
        boolean codeGrant = grants.isEmpty() || grants.contains("authorization_code");
        if (!redirectUris.isEmpty()) {
            request.redirectUris(redirectUris.toArray(String[]::new));
        } else if (codeGrant) {
            request.redirectUri(REDIRECT_BY_DEFAULT);
        }
    }

    private interface Build<T> {
        T get();
    }

    private static <T> T checked(Build<T> build) {
        try {
            return build.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new UsageException("nothing was sent: " + e.getMessage(), e);
        }
    }

    private static void ifGiven(@Nullable String value, Consumer<String> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
