package io.github.dcr4j.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.Secret;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What authorizes a registration at a server that does not let everybody register (RFC 7591, section 3): a token,
 * another scheme of HTTP authentication, or headers that a function makes. Suppliers and functions are asked when a
 * client is about to be registered, on a thread of the resolver's executor, and once more if the server answers 401;
 * what they give is never kept. One that has not returned when the attempt's lease ends is interrupted, as at
 * {@code close}, and asked again under the next lease. {@code DcrProtocol} asks once, on its caller's thread. They may
 * be asked by several threads at once. Immutable and thread-safe.
 *
 * @see ClientAuthentication an example
 */
public final class RegistrationAuthorization {
    private static final String HEADER = "Authorization";

    private final String name;
    private final String source;
    private final boolean bound;
    private final Function<OutgoingRegistration, @Nullable Map<String, Secret>> headers;

    private RegistrationAuthorization(
            String name,
            String source,
            boolean bound,
            Function<OutgoingRegistration, @Nullable Map<String, Secret>> headers) {
        this.name = name;
        this.source = source;
        this.bound = bound;
        this.headers = headers;
    }

    /** Returns that by an initial access token, sent as a bearer token (RFC 6750, section 2.1). */
    public static RegistrationAuthorization bearer(Supplier<Secret> token) {
        Objects.requireNonNull(token, "token");
        return header("the initial access token", "the supplier of the initial access token", () -> {
            Secret given = token.get();
            return given == null ? null : "Bearer " + given.reveal();
        });
    }

    /**
     * Returns that by another scheme, such as {@code SSWS}.
     *
     * @param scheme the name of the scheme (RFC 9110, section 11.1)
     * @param credentials what stands behind it, as it is sent
     * @throws IllegalArgumentException if {@code scheme} is no such name
     */
    public static RegistrationAuthorization scheme(String scheme, Supplier<Secret> credentials) {
        Objects.requireNonNull(credentials, "credentials");
        boolean plain = scheme.chars().allMatch(c -> c == '-' || (c < 128 && Character.isLetterOrDigit(c)));
        if (scheme.isEmpty() || scheme.length() > 32 || !plain) {
            throw new IllegalArgumentException(
                    "scheme must be the name of an authentication scheme, at most 32 letters, digits and dashes");
        }
        if (scheme.equalsIgnoreCase("Bearer")) {
            return bearer(credentials);
        }
        String name = "the " + scheme + " credentials";
        return header(name, "the supplier of " + name, () -> {
            Secret given = credentials.get();
            return given == null ? null : scheme + " " + given.reveal();
        });
    }

    /**
     * Returns that by user and password (RFC 7617), in UTF-8.
     *
     * @throws IllegalArgumentException if {@code user} is empty, or holds a colon or a control character
     */
    public static RegistrationAuthorization basic(String user, Supplier<Secret> password) {
        Objects.requireNonNull(password, "password");
        if (user.isEmpty() || user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("user must not be empty, nor hold a colon or a control character");
        }
        return header("the Basic credentials", "the supplier of the Basic password", () -> {
            Secret given = password.get();
            return given == null
                    ? null
                    : "Basic " + Base64.getEncoder().encodeToString((user + ":" + given.reveal()).getBytes(UTF_8));
        });
    }

    /**
     * Returns that by headers which a function makes of the request. It is asked for each request that is sent, because
     * a signature holds for one body: also where the scopes were refused and fewer are asked for.
     *
     * @param function returns 1 to 16 headers by their names, 16 KiB in all. {@code Host}, {@code Content-Type} and its
     *     like, {@code Accept}, {@code User-Agent} and what belongs to a connection or a proxy is refused;
     *     {@code Content-Digest} is not
     */
    public static RegistrationAuthorization by(Function<OutgoingRegistration, Map<String, Secret>> function) {
        Objects.requireNonNull(function, "function");
        return new RegistrationAuthorization(
                "what the function gave to authorize the registration",
                "the function that authorizes the registration",
                true,
                registration -> {
                    Map<String, Secret> made = function.apply(registration);
                    return made == null ? null : new LinkedHashMap<>(made);
                });
    }

    private static RegistrationAuthorization header(String name, String source, Supplier<@Nullable String> value) {
        return new RegistrationAuthorization(name, source, false, registration -> {
            String given = value.get();
            return given == null ? null : Map.of(HEADER, Secret.of(given));
        });
    }

    /** Returns what messages call that which is sent. */
    public String name() {
        return name;
    }

    /** Returns what messages call that which is asked. */
    public String source() {
        return source;
    }

    /** Returns whether what is sent is good for one request only, and not for another body. */
    public boolean boundToRequest() {
        return bound;
    }

    /**
     * Asks for the headers of {@code registration}, by their names; {@code null} if supplier or function gives nothing.
     */
    public @Nullable Map<String, Secret> headers(OutgoingRegistration registration) {
        return headers.apply(registration);
    }

    /** Prints what is sent, without its value. */
    @Override
    public String toString() {
        return "RegistrationAuthorization[" + name + "]";
    }
}
