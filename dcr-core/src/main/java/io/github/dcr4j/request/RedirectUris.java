package io.github.dcr4j.request;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What may be a redirect URI (RFC 6749, section 3.1.2; RFC 8252, section 7), and when two are the same. */
public final class RedirectUris {
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private RedirectUris() {}

    /** Returns {@code uri} if a client may register it. */
    public static String checked(String uri) {
        URI parsed = parsed(uri);
        String scheme = parsed.getScheme().toLowerCase(Locale.ROOT);
        if (uri.indexOf('#') >= 0) {
            throw refused(uri, "it must have no fragment (RFC 6749, section 3.1.2)");
        }
        if (parsed.getRawUserInfo() != null) {
            throw refused(uri, "it must have no user information");
        }
        switch (scheme) {
            case "https" -> requireHost(uri, parsed);
            case "http" -> {
                requireHost(uri, parsed);
                if (!onLoopback(parsed)) {
                    throw refused(uri, "http is for loopback only (RFC 8252, section 7.3); use https");
                }
            }
            default -> {
                if (scheme.indexOf('.') < 0) {
                    throw refused(
                            uri, "a private-use scheme is a reversed domain name, with a dot (RFC 8252, section 7.1)");
                }
            }
        }
        return uri;
    }

    /** Returns whether the URI belongs to an application on the user's machine, {@code application_type=native}. */
    static boolean isNative(String uri) {
        URI parsed = parsed(uri);
        return !parsed.getScheme().equalsIgnoreCase("https");
    }

    /**
     * Returns the URI without its port if it is http on loopback: any port is the same client (RFC 8252, section 7.3).
     */
    static String withoutLoopbackPort(String uri) {
        if (uri.startsWith("https://")) {
            return uri;
        }
        URI parsed = parsed(uri);
        if (!parsed.getScheme().equalsIgnoreCase("http") || !onLoopback(parsed) || parsed.getPort() < 0) {
            return uri;
        }
        return uri.replaceFirst(":" + parsed.getPort() + "(?=[/?]|$)", "");
    }

    /**
     * Returns what is registered for {@code asked}: beside each that is http on loopback, with a port and a path, the
     * same without the port. Some servers take any port only where none is registered (Keycloak), others compare what
     * is registered to the letter.
     */
    static List<String> withAnyPort(List<String> asked) {
        return Stream.concat(
                        asked.stream(),
                        asked.stream()
                                .filter(uri -> !parsed(uri).getRawPath().isEmpty())
                                .map(RedirectUris::withoutLoopbackPort))
                .distinct()
                .toList();
    }

    /** Returns {@code registered} with the ports of {@code asked} on loopback; the same list if it has them already. */
    static List<String> withPortsOf(List<String> asked, List<String> registered) {
        if (asked.containsAll(registered)) {
            return registered;
        }
        List<String> here = registered.stream()
                .map(uri -> asked.contains(uri) ? uri : withPortOf(asked, uri))
                .toList();
        return here.equals(registered) ? registered : here;
    }

    /** What differs by more than the port stays as the server spells it. */
    private static String withPortOf(List<String> asked, String registered) {
        String normalized = NormalizedUri.of(registered);
        if (asked.stream().anyMatch(own -> NormalizedUri.of(own).equals(normalized))) {
            return registered;
        }
        String comparable = comparable(registered);
        return asked.stream()
                .filter(own -> comparable(own).equals(comparable))
                .findFirst()
                .orElse(registered);
    }

    /** Returns whether one of {@code uris} is http on loopback and has a port. */
    static boolean anyOnLoopbackPort(List<String> uris) {
        for (String uri : uris) {
            if (!withoutLoopbackPort(uri).equals(uri)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether every one of {@code asked} is among {@code registered}, however it is spelled (RFC 3986, sections
     * 6.2.2 and 6.2.3), ports on loopback aside.
     */
    public static boolean covers(List<String> registered, List<String> asked) {
        if (registered.containsAll(asked)) {
            return true;
        }
        Set<String> known = registered.stream().map(RedirectUris::comparable).collect(Collectors.toSet());
        return asked.stream().map(RedirectUris::comparable).allMatch(known::contains);
    }

    /**
     * Returns what of {@code registered} a client may use: what it asked for, in its own order, as the server spells
     * it, for some servers compare character by character. A port on loopback is the client's own.
     *
     * @param registered what the server says, which covers {@code asked}; {@code null} if it does not say
     */
    public static List<String> usable(@Nullable List<String> registered, List<String> asked) {
        if (registered == null || registered.equals(asked)) {
            return asked;
        }
        return asked.stream()
                .map(uri -> registered.contains(uri) ? uri : spelledBy(registered, uri))
                .toList();
    }

    private static String spelledBy(List<String> registered, String asked) {
        String normalized = NormalizedUri.of(asked);
        return registered.stream()
                .filter(uri -> NormalizedUri.of(uri).equals(normalized))
                .findFirst()
                .orElse(asked);
    }

    private static String comparable(String uri) {
        String normalized = NormalizedUri.of(uri);
        try {
            return withoutLoopbackPort(normalized);
        } catch (IllegalArgumentException e) {
            return normalized;
        }
    }

    private static boolean onLoopback(URI uri) {
        String host = uri.getHost();
        return host != null
                && (host.equalsIgnoreCase("localhost")
                        || host.equals("[::1]")
                        || LOOPBACK_IPV4.matcher(host).matches());
    }

    private static void requireHost(String uri, URI parsed) {
        if (parsed.getHost() == null) {
            throw refused(uri, "it must name a host");
        }
    }

    private static URI parsed(String uri) {
        try {
            URI parsed = new URI(uri);
            if (!parsed.isAbsolute()) {
                throw refused(uri, "it must be absolute");
            }
            return parsed;
        } catch (URISyntaxException e) {
            throw refused(uri, "it is no URI: " + e.getReason());
        }
    }

    private static IllegalArgumentException refused(String uri, String why) {
        return new IllegalArgumentException("redirectUri '" + printable(uri) + "' cannot be used: " + why);
    }

    /** Returns what may be shown of a redirect URI, whatever its shape: neither user information nor a query. */
    public static String printable(String uri) {
        return ClientMetadata.printable(
                uri.replaceAll("(?s)[?#].*", "").replaceAll("(?s)^([A-Za-z][A-Za-z0-9+.-]*:)?//.*@", "$1//"));
    }

    static @Nullable String defaultFor(String consumer) {
        String base = consumer.endsWith("/") ? consumer.substring(0, consumer.length() - 1) : consumer;
        if (!base.startsWith("https://") && !base.startsWith("http://")) {
            return null;
        }
        if (base.indexOf('?') >= 0 || base.indexOf('#') >= 0) {
            return null;
        }
        return base + "/oauth/callback";
    }
}
