package io.github.dcr4j.http;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.json.ServerText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address, checked once; the same value is checked and used. It is absolute, {@code https} or {@code http} on
 * loopback, names a host in ASCII, and has neither user information nor a fragment. Immutable and thread-safe.
 */
public final class EndpointUrl {
    private static final int LONGEST_SHOWN = 512;
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9.-]+");
    private static final Pattern IPV6_LITERAL = Pattern.compile("\\[[0-9A-Fa-f:.]+]");
    private static final String OCTET = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127(\\." + OCTET + "){3}");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(^|\\.)(\\d+|0[xX][0-9A-Fa-f]*)\\.?$");

    private final URI uri;
    private final String text;
    private final String host;
    private final boolean plainHttp;
    private final boolean loopback;
    private final @Nullable Egress egress;

    private EndpointUrl(URI uri, String text, @Nullable Egress egress) {
        this.uri = uri;
        this.text = text;
        this.egress = egress;
        host = uri.getHost().toLowerCase(Locale.ROOT);
        plainHttp = "http".equalsIgnoreCase(uri.getScheme());
        loopback = host.equals("localhost")
                || host.equals("[::1]")
                || (host.startsWith("127.") && LOOPBACK_IPV4.matcher(host).matches());
    }

    /** Another address of an authority that was checked: {@code checked}'s. */
    private EndpointUrl(EndpointUrl checked, URI uri, String text, @Nullable Egress egress) {
        this.uri = uri;
        this.text = text;
        host = checked.host;
        plainHttp = checked.plainHttp;
        loopback = checked.loopback;
        this.egress = egress;
    }

    /**
     * Returns the address that the operator gave as {@code property}.
     *
     * @throws IllegalArgumentException naming the property, the address without its query, and what is wrong with it
     */
    public static EndpointUrl ofOperator(String property, String text) {
        Objects.requireNonNull(property, "property");
        return checked(property, text, parsed(property, text), true, null);
    }

    /**
     * Returns the issuer that the operator gave as {@code property}; an issuer has no query (RFC 8414, section 2).
     *
     * @throws IllegalArgumentException naming the property, the address without its query, and what is wrong with it
     */
    public static EndpointUrl issuer(String property, String text) {
        EndpointUrl issuer = ofOperator(property, text);
        if (issuer.uri.getRawQuery() != null) {
            throw wrong(property, text, "an issuer must not have a query (RFC 8414, section 2)");
        }
        return issuer;
    }

    /**
     * Returns the address that a server's document gave as {@code member}. It may lead where {@code source} may, and no
     * further.
     *
     * @param source where the document was found; {@code http} on loopback is good enough only if that is of its kind
     * @throws IllegalArgumentException naming the member, the address without its query, and what is wrong with it
     */
    public static EndpointUrl ofServer(String member, String text, EndpointUrl source) {
        URI uri = parsed(member, text);
        if (!sameStart(uri, source.uri)) {
            return checked(member, text, uri, source.plainHttp(), source.egress());
        }
        checkFragment(member, text, uri);
        return new EndpointUrl(source, uri, text, source.egress());
    }

    /**
     * Returns an address that was stored as {@code member}.
     *
     * @throws IllegalArgumentException naming the member, the address without its query, and what is wrong with it
     */
    public static EndpointUrl ofStored(String member, String text, Egress egress) {
        return checked(member, text, parsed(member, text), true, egress);
    }

    /** Returns the same address, which may lead, as all that its server's documents name, where {@code egress} says. */
    public EndpointUrl reaching(Egress egress) {
        return new EndpointUrl(this, uri, text, egress);
    }

    private static EndpointUrl checked(
            String name, String text, URI uri, boolean loopbackHttpAllowed, @Nullable Egress egress) {
        checkAuthority(name, text, uri);
        checkFragment(name, text, uri);
        EndpointUrl url = new EndpointUrl(uri, text, egress);
        checkScheme(name, url, loopbackHttpAllowed);
        return url;
    }

    /** What begins as an address that was checked needs no second look at scheme, host and port. */
    private static boolean sameStart(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && Objects.equals(one.getRawAuthority(), other.getRawAuthority());
    }

    private static void checkFragment(String name, String text, URI uri) {
        if (uri.getRawFragment() != null) {
            throw wrong(name, text, "a fragment is not allowed");
        }
    }

    private static void checkAuthority(String name, String text, URI uri) {
        if (uri.getRawUserInfo() != null || authorityHasUserInfo(uri)) {
            throw wrong(name, text, "user information is not allowed");
        }
        if (uri.getHost() == null || !isHost(uri.getHost())) {
            throw wrong(name, text, "an absolute URL with a host name is expected");
        }
        if (!plainNumbers(uri.getHost())) {
            throw wrong(name, text, "an IPv4 address is written as four decimal numbers, each up to 255");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw wrong(name, text, "the port must be between 1 and 65535");
        }
    }

    private static boolean visibleAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '!' || c > '~' || c == '\\') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static URI parsed(String name, String text) {
        Objects.requireNonNull(text, name);
        if (!visibleAscii(text)) {
            throw wrong(
                    name,
                    text,
                    "only visible ASCII characters and no backslash are allowed; give an international"
                            + " host name in its xn-- form");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // not kept as the cause: its message quotes the whole text
            throw wrong(name, text, "it is not a URL");
        }
    }

    private static boolean authorityHasUserInfo(URI uri) {
        return uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0;
    }

    private static boolean isHost(String host) {
        return HOST_NAME.matcher(host).matches() || IPV6_LITERAL.matcher(host).matches();
    }

    /** What ends in a number is an IPv4 address to some, whatever its spelling: 127.1, 2130706433, 0x7f.1, 0177.0.0.1. */
    private static boolean plainNumbers(String host) {
        int lastDot = host.lastIndexOf('.', host.length() - 2);
        char first = host.charAt(lastDot + 1);
        return first < '0'
                || first > '9'
                || !ENDS_IN_NUMBER.matcher(host).find()
                || IPV4.matcher(host).matches();
    }

    private static void checkScheme(String name, EndpointUrl url, boolean loopbackHttpAllowed) {
        boolean loopbackHttp = url.plainHttp && url.loopback && loopbackHttpAllowed;
        if ("https".equalsIgnoreCase(url.uri.getScheme()) || loopbackHttp) {
            return;
        }
        String expected = loopbackHttpAllowed ? "https is required, except on loopback" : "https is required";
        throw wrong(name, url.text, expected);
    }

    private static IllegalArgumentException wrong(String name, String text, String problem) {
        return new IllegalArgumentException(name + " '" + harmless(text) + "': " + problem);
    }

    /** Returns what may be shown of an address that is not one: nothing that can hold a password or a token. */
    private static String harmless(String text) {
        String shown =
                text.replaceAll("[?#][\\s\\S]*", "").replaceAll("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1***@");
        return ServerText.clean(shown);
    }

    /** Returns the address. */
    public URI uri() {
        return uri;
    }

    /** Returns the address exactly as it was given. */
    public String text() {
        return text;
    }

    /** Returns whether the host is {@code localhost}, {@code [::1]}, or an address of 127.0.0.0/8. */
    public boolean loopback() {
        return loopback;
    }

    /** Returns whether the address is {@code http}, which it can only be on loopback. */
    boolean plainHttp() {
        return plainHttp;
    }

    /** Returns the port, the scheme's own if none is given. */
    int port() {
        int port = uri.getPort();
        return port >= 0 ? port : plainHttp ? 80 : 443;
    }

    /** Returns the host, in one spelling. */
    public String host() {
        return host;
    }

    /** Returns host and port, in one spelling. */
    public String authority() {
        return host + ":" + port();
    }

    /** Returns whether the operator named this authority, or vouches for it. */
    public boolean namedByOperator() {
        return egress().named().contains(authority());
    }

    /** Returns where this may lead, and what its server's documents name; by default, to its own authority. */
    public Egress egress() {
        return egress == null ? Egress.to(authority()) : egress;
    }

    /** Returns which addresses may be dialled for it. */
    AddressPolicy policy() {
        return egress().policy(host, port(), loopback);
    }

    /** Returns whether scheme, host and port are those of {@code other}, however they are spelled (RFC 6454, section 5). */
    public boolean sameOrigin(EndpointUrl other) {
        return plainHttp == other.plainHttp && host.equals(other.host) && port() == other.port();
    }

    /** Returns scheme, host and port (RFC 6454, section 6.2), equal for what is {@linkplain #sameOrigin the same origin}. */
    public String origin() {
        return (plainHttp ? "http://" : "https://") + authority();
    }

    /** Returns scheme, host, port and path, at most 512 characters: what may stand in a message or a log. */
    public String printable() {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return cut(ForeignText.line(uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath()));
    }

    private static String cut(String shown) {
        return shown.length() <= LONGEST_SHOWN ? shown : shown.substring(0, LONGEST_SHOWN - 1) + "…";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EndpointUrl that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Prints the address without its query, which some servers use as a credential. */
    @Override
    public String toString() {
        return printable();
    }
}
