package io.github.dcr4j.http;

import io.github.dcr4j.json.ServerText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.regex.Pattern;

/** What the text of an address may be, and what may be shown of one that is none. */
final class AddressText {
    private static final String OCTET = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9.-]+");
    private static final Pattern IPV6_LITERAL = Pattern.compile("\\[[0-9A-Fa-f:.]+]");
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127(\\." + OCTET + "){3}");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(^|\\.)(\\d+|0[xX][0-9A-Fa-f]*)\\.?$");

    private AddressText() {}

    /** Refuses an address whose host or port is none that can be dialled by one reading alone. */
    static void checkAuthority(String name, String text, URI uri) {
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

    /** Returns whether a host, in lower case, is spelled as one of this machine. */
    static boolean onLoopback(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || (host.startsWith("127.") && LOOPBACK_IPV4.matcher(host).matches());
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

    /** Returns what {@code text} says, if it is a URL in visible ASCII. */
    static URI parsed(String name, String text) {
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

    /**
     * What ends in a number is an IPv4 address to some, whatever its spelling: 127.1, 2130706433, 0x7f.1, 0177.0.0.1.
     */
    private static boolean plainNumbers(String host) {
        int lastDot = host.lastIndexOf('.', host.length() - 2);
        char first = host.charAt(lastDot + 1);
        return first < '0'
                || first > '9'
                || !ENDS_IN_NUMBER.matcher(host).find()
                || IPV4.matcher(host).matches();
    }

    /** Returns a failure that names the property, and what may be shown of the address. */
    static IllegalArgumentException wrong(String name, String text, String problem) {
        return new IllegalArgumentException(name + " '" + harmless(text) + "': " + problem);
    }

    /** Returns what may be shown of an address that is not one: nothing that can hold a password or a token. */
    private static String harmless(String text) {
        String shown =
                text.replaceAll("[?#][\\s\\S]*", "").replaceAll("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1***@");
        return ServerText.clean(shown);
    }
}
