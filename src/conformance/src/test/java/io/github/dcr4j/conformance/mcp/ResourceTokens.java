package io.github.dcr4j.conformance.mcp;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.resource.StepUp;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The token for one resource: none at first, another one after each challenge. Thread-safe. */
final class ResourceTokens {
    private static final String OFFLINE_ACCESS = "offline_access";

    private final DcrResolver resolver;
    private final String resource;
    private final ClientSetup setup;
    private final CodeFlow flow;
    private ResourceRequest request;
    private @Nullable AccessToken token;
    private @Nullable ResourceClient client;
    private StepUp asked = StepUp.from(List.of());

    ResourceTokens(DcrResolver resolver, String resource, ClientSetup setup, CodeFlow flow) {
        this.resolver = resolver;
        this.setup = setup;
        this.flow = flow;
        this.resource = resource;
        request = request(setup.issuer());
    }

    private ResourceRequest request(@Nullable String server) {
        return ResourceRequest.builder(ClientSetup.CONSUMER, resource)
                .client(client -> setup.describe(client, server))
                .build();
    }

    /** Returns the value of {@code Authorization}; empty without a token. */
    synchronized Optional<String> authorization() {
        return Optional.ofNullable(token).map(AccessToken::toAuthorizationHeader);
    }

    /** Gets a token after a 401. */
    synchronized void challenged(ResourceChallenge challenge) throws IOException, InterruptedException {
        if (setup.clientId() != null && setup.issuer() == null) {
            // the user did not say where that client is registered: at the first server that the resource names
            request = request(resolver.resourceMetadata(request.challenged(challenge))
                    .authorizationServers()
                    .get(0));
        }
        ResourceRequest now = token == null ? request.challenged(challenge) : request.tokenRefused(challenge);
        ResourceClient found = resolver.resolve(now);
        client = found;
        obtain(found, StepUp.from(found.scopes()));
    }

    /**
     * Gets a token with more scopes after a 403.
     *
     * @throws IOException if no other token would help
     */
    synchronized void stepUp(ResourceChallenge challenge) throws IOException, InterruptedException {
        StepUp next = asked.next(challenge)
                .orElseThrow(() -> new IOException("the resource asks for no scope that was not asked for already"));
        if (client == null) {
            throw new IOException("the resource asks for more scopes before it asked for a token");
        }
        obtain(client, next);
    }

    private void obtain(ResourceClient client, StepUp wanted) throws IOException, InterruptedException {
        ServerMetadata server = resolver.serverMetadata(client.request());
        List<String> scopes = new ArrayList<>(wanted.scopes());
        List<String> grants = server.grantTypesSupported();
        TokenGrant grant;
        if (grants.isEmpty() || grants.contains("authorization_code")) {
            if (server.scopesSupported().contains(OFFLINE_ACCESS) && !scopes.contains(OFFLINE_ACCESS)) {
                scopes.add(OFFLINE_ACCESS);
            }
            grant = flow.login(client, scopes);
        } else {
            grant = TokenGrant.clientCredentials(scopes.toArray(String[]::new)).with("resource", client.resource());
        }
        token = token(TokenCalls.of(resolver, client.request()).call(grant).response());
        asked = wanted; // and not what was granted: a server that never grants a scope is not asked for it again
    }

    private static AccessToken token(TokenResponse response) throws IOException {
        if (response.status() != 200) {
            throw new IOException("the token endpoint answered " + response.status());
        }
        try {
            return AccessTokenResponse.parse(JSONObjectUtils.parse(response.body()))
                    .getTokens()
                    .getAccessToken();
        } catch (ParseException e) {
            throw new IOException("the token endpoint's answer cannot be read", e);
        }
    }
}
