package io.github.dcr4j.http;

import io.github.dcr4j.json.ServerText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.regex.Pattern;

/** What the text of an address may be, and what may be shown of one that is none. */
final class AddressText {
    private static final Pattern IPV6_LITERAL = Pattern.compile("\\[[0-9A-Fa-f:.]+]");
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
        return host.equals("localhost") || host.equals("[::1]") || (host.startsWith("127.") && isIpv4(host));
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
        if (text.isBlank()) {
            throw wrong(name, text, "it is blank");
        }
        if (!text.equals(text.strip())) {
            throw wrong(name, text, "it begins or ends with a space or the end of a line");
        }
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
        return isHostName(host) || IPV6_LITERAL.matcher(host).matches();
    }

    private static boolean isHostName(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !isDigit(c) && c != '.' && c != '-') {
                return false;
            }
        }
        return !host.isEmpty();
    }

    /** Returns whether it is four decimal numbers, each up to 255 and without a zero in front. */
    private static boolean isIpv4(String host) {
        int numbers = 0;
        for (int start = 0; start <= host.length(); numbers++) {
            int dot = host.indexOf('.', start);
            int end = dot < 0 ? host.length() : dot;
            if (!isOctet(host, start, end)) {
                return false;
            }
            start = end + 1;
        }
        return numbers == 4;
    }

    private static boolean isOctet(String host, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            if (!isDigit(host.charAt(i))) {
                return false;
            }
            value = 10 * value + host.charAt(i) - '0';
            if (value > 255 || (value == 0 && end > start + 1)) {
                return false;
            }
        }
        return end > start;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * What ends in a number is an IPv4 address to some, whatever its spelling: 127.1, 2130706433, 0x7f.1, 0177.0.0.1.
     */
    private static boolean plainNumbers(String host) {
        int lastDot = host.lastIndexOf('.', host.length() - 2);
        char first = host.charAt(lastDot + 1);
        return !isDigit(first) || isIpv4(host) || !ENDS_IN_NUMBER.matcher(host).find();
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
