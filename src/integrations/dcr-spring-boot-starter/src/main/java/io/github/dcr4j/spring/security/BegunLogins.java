package io.github.dcr4j.spring.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * The logins that a session has begun and that have not come back, by their registration. Only sessions that are there
 * anyway are used.
 */
final class BegunLogins {
    private static final String IN_SESSION = "io.github.dcr4j.begun.";
    private static final String IN_REQUEST = BegunLogins.class.getName();

    private record Begun(String registrationId, String clientId) {}

    private BegunLogins() {}

    /** Returns the client with which an earlier login began and did not come back; {@code null} if there is none. */
    static @Nullable String unfinished(HttpServletRequest request, String registrationId) {
        HttpSession session = request.getSession(false);
        return session != null && session.getAttribute(IN_SESSION + registrationId) instanceof String clientId
                ? clientId
                : null;
    }

    /** Notes that a login begins with this request; {@link #keep} puts it into the session. */
    static void begin(HttpServletRequest request, String registrationId, String clientId) {
        request.setAttribute(IN_REQUEST, new Begun(registrationId, clientId));
    }

    /** Puts what began with this request into the session, if there is one by now. */
    static void keep(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null && request.getAttribute(IN_REQUEST) instanceof Begun begun) {
            session.setAttribute(IN_SESSION + begun.registrationId, begun.clientId);
        }
    }

    /** Notes that a login came back, whatever it brought. */
    static void finish(HttpServletRequest request, String registrationId) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.removeAttribute(IN_SESSION + registrationId);
        }
    }
}
