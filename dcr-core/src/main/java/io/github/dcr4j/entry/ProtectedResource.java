package io.github.dcr4j.entry;

import io.github.dcr4j.http.EndpointUrl;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A protected resource, named by the address at which its caller uses it. Immutable and thread-safe.
 *
 * @param url the address, which says where calls about it may go
 * @param openServers which servers it may name by {@code http}
 */
public record ProtectedResource(EndpointUrl url, OpenServers openServers) {
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    /**
     * Returns where its metadata may be, in order: where the challenge says, inserted between host and path, and at the
     * root (RFC 9728, section 3.1).
     */
    List<EndpointUrl> candidates(@Nullable EndpointUrl named) {
        URI uri = url.uri();
        String base = uri.getScheme() + "://" + uri.getRawAuthority() + WELL_KNOWN;
        String path = uri.getRawPath().equals("/") ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        Set<EndpointUrl> candidates = new LinkedHashSet<>();
        if (named != null) {
            candidates.add(named);
        }
        candidates.add(EndpointUrl.ofServer("resource", base + path + query, url));
        candidates.add(EndpointUrl.ofServer("resource", base, url));
        return List.copyOf(candidates);
    }

    /**
     * Returns whether a document for {@code named} is about this resource (RFC 9728, section 3.3): it is the same, or,
     * as MCP has it for a server with a path, one that this one's path begins with, at the same origin.
     */
    boolean isCoveredBy(EndpointUrl named) {
        if (!named.sameOrigin(url)) {
            return false;
        }
        String query = named.uri().getRawQuery();
        if (query != null && !query.equals(url.uri().getRawQuery())) {
            return false;
        }
        String parent = withoutTerminatingSlash(named.uri().getRawPath());
        String own = withoutTerminatingSlash(url.uri().getRawPath());
        return own.equals(parent) || (query == null && own.startsWith(parent + "/"));
    }

    private static String withoutTerminatingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
