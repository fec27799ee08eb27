package io.github.dcr4j.mcp;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an authorization is made of. Immutable. */
record McpSettings(
        DcrResolver resolver,
        ResourceRequest request,
        URI server,
        @Nullable McpRedirect redirect,
        List<String> scopes,
        McpTokenStore store,
        Duration loginTimeout,
        DcrClock clock) {
    AuthorizationLog log() {
        return AuthorizationLog.INSTANCE;
    }
}
