package io.github.dcr4j.metadata;

import io.github.dcr4j.http.EndpointUrl;
import java.net.URI;
import java.util.List;

/**
 * Where an issuer's metadata is, and whose metadata is at an address: RFC 8414, sections 3, 3.1 and 5, and OpenID
 * Connect Discovery, section 4.1. Nothing is sent.
 */
public final class DiscoveryUrl {
    private static final String WELL_KNOWN = "/.well-known/";
    private static final String OAUTH = "oauth-authorization-server";
    private static final String OPENID = "openid-configuration";

    private DiscoveryUrl() {}

    /**
     * Returns the addresses to try, in order: inserted between host and path under both names, then the OpenID name
     * appended to the path. The host's root is never tried for an issuer with a path: it belongs to another issuer.
     */
    public static List<EndpointUrl> candidates(EndpointUrl issuer) {
        String base = authority(issuer.uri());
        String tenant = withoutTerminatingSlash(issuer.uri().getRawPath());
        EndpointUrl oauth = at(issuer, base + WELL_KNOWN + OAUTH + tenant);
        EndpointUrl openid = at(issuer, base + WELL_KNOWN + OPENID + tenant);
        if (tenant.isEmpty()) {
            return List.of(oauth, openid);
        }
        return List.of(oauth, openid, at(issuer, base + tenant + WELL_KNOWN + OPENID));
    }

    /**
     * Returns the issuer whose metadata is expected at an address: the reverse of {@link #candidates}, and the origin
     * for an address without a well-known part.
     */
    public static String derivedIssuer(EndpointUrl discoveryUrl) {
        URI uri = discoveryUrl.uri();
        String authority = authority(uri);
        String path = uri.getRawPath();
        for (String name : List.of(OAUTH, OPENID)) {
            String wellKnown = WELL_KNOWN + name;
            if (path.equals(wellKnown) || path.startsWith(wellKnown + "/")) {
                return authority + withoutTerminatingSlash(path.substring(wellKnown.length()));
            }
            if (path.endsWith(wellKnown)) {
                return authority + path.substring(0, path.length() - wellKnown.length());
            }
        }
        return authority;
    }

    /** Returns whether {@code issuer} is where a document is looked for, rather than an issuer. */
    static boolean isOne(String issuer) {
        return issuer.contains(WELL_KNOWN + OAUTH) || issuer.contains(WELL_KNOWN + OPENID);
    }

    private static String authority(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static String withoutTerminatingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static EndpointUrl at(EndpointUrl issuer, String text) {
        return EndpointUrl.ofServer("issuer", text, issuer);
    }
}
