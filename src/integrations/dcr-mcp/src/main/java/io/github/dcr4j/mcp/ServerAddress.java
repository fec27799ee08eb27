package io.github.dcr4j.mcp;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/** The URL of an MCP server, and what is at it. Immutable. */
final class ServerAddress {
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private final URI uri;
    private final String origin;
    private final String path;

    ServerAddress(URI uri) {
        this.uri = uri;
        origin = origin(uri);
        path = path(uri);
    }

    URI uri() {
        return uri;
    }

    /** Returns whether a request to {@code other} is one to this server. */
    boolean covers(URI other) {
        return origin.equals(origin(other)) && isAtOrBelow(path(other), path);
    }

    /** Returns whether a token for {@code resource} is one for this server (RFC 9728, section 3.3, or a parent). */
    boolean isOf(String resource) {
        try {
            URI parsed = URI.create(resource);
            return origin.equals(origin(parsed)) && isAtOrBelow(path, path(parsed));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns whether the server's metadata is looked for at {@code address} anyway (RFC 9728, section 3.1). */
    boolean isWellKnown(String address) {
        return address.equals(bare(uri, WELL_KNOWN + path)) || address.equals(bare(uri, WELL_KNOWN));
    }

    private static String bare(URI uri, String path) {
        return uri.getScheme() + "://" + uri.getRawAuthority() + path;
    }

    private static boolean isAtOrBelow(String path, String parent) {
        return path.equals(parent) || path.startsWith(parent + "/");
    }

    private static String path(URI uri) {
        String path = uri.normalize().getRawPath();
        if (path == null) {
            return "";
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String origin(URI uri) {
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        String host = Objects.requireNonNullElse(uri.getHost(), "").toLowerCase(Locale.ROOT);
        int port = uri.getPort();
        return scheme + "://" + host + ":" + (port >= 0 ? port : scheme.equals("https") ? 443 : 80);
    }

    /** Prints the URL without its query. */
    @Override
    public String toString() {
        return origin + path;
    }
}
