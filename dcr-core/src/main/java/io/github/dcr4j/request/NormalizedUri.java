package io.github.dcr4j.request;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one spelling of equivalent URIs: by syntax (RFC 3986, section 6.2.2) and by what the schemes http and https say
 * of ports and empty paths (section 6.2.3). Used to compare, never to send.
 */
final class NormalizedUri {
    private static final String UNRESERVED = "-._~";
    private static final int LONGEST = 8 * 1024;

    private NormalizedUri() {}

    /** Returns the normalized form of {@code uri}, or {@code uri} itself if it is no absolute URI. */
    static String of(String uri) {
        URI parsed = uri.length() > LONGEST ? null : parsed(uri);
        if (parsed == null || parsed.getScheme() == null) {
            return uri;
        }
        String scheme = parsed.getScheme().toLowerCase(Locale.ROOT);
        if (parsed.isOpaque()) {
            return scheme + ":" + withPlainEscapes(parsed.getRawSchemeSpecificPart());
        }
        StringBuilder normalized = new StringBuilder(scheme).append(':');
        String authority = authority(scheme, parsed);
        String path = withoutDotSegments(withPlainEscapes(parsed.getRawPath()));
        if (authority != null) {
            normalized.append("//").append(authority);
            path = path.isEmpty() && isWeb(scheme) ? "/" : path;
        }
        normalized.append(path);
        if (parsed.getRawQuery() != null) {
            normalized.append('?').append(withPlainEscapes(parsed.getRawQuery()));
        }
        if (parsed.getRawFragment() != null) {
            normalized.append('#').append(withPlainEscapes(parsed.getRawFragment()));
        }
        return normalized.toString();
    }

    private static @Nullable URI parsed(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isWeb(String scheme) {
        return scheme.equals("https") || scheme.equals("http");
    }

    private static @Nullable String authority(String scheme, URI parsed) {
        String host = parsed.getHost();
        if (host == null) {
            return parsed.getRawAuthority();
        }
        boolean usual = parsed.getPort() == (scheme.equals("https") ? 443 : 80) && isWeb(scheme);
        return (parsed.getRawUserInfo() == null ? "" : parsed.getRawUserInfo() + "@")
                + host.toLowerCase(Locale.ROOT)
                + (parsed.getPort() < 0 || usual ? "" : ":" + parsed.getPort());
    }

    /** Spells escapes in upper case, and what needs none without (sections 6.2.2.1 and 6.2.2.2). */
    private static String withPlainEscapes(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                plain.append(c);
                continue;
            }
            String hex = text.substring(i + 1, i + 3); // the parser has seen two digits there
            char escaped = (char) Integer.parseInt(hex, 16);
            if (isUnreserved(escaped)) {
                plain.append(escaped);
            } else {
                plain.append('%').append(hex.toUpperCase(Locale.ROOT));
            }
            i += 2;
        }
        return plain.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }

    /** Removes the segments "." and ".." of an absolute path (section 5.2.4). */
    private static String withoutDotSegments(String path) {
        if (!path.startsWith("/") || !path.contains("/.")) {
            return path;
        }
        List<String> kept = new ArrayList<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean dots = segments[i].equals(".") || segments[i].equals("..");
            if (segments[i].equals("..") && !kept.isEmpty()) {
                kept.remove(kept.size() - 1);
            }
            if (!dots) {
                kept.add(segments[i]);
            } else if (i == segments.length - 1) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept);
    }
}
