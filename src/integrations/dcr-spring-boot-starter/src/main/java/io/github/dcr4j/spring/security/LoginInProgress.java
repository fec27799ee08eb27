package io.github.dcr4j.spring.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2Error;

/**
 * The login that this thread is finishing, bound by {@link LoginFilter} around the filters that do so: they look up
 * the registration by its id, and must get that of the client which began the login. Each belongs to one thread.
 */
final class LoginInProgress {
    private static final ThreadLocal<@Nullable LoginInProgress> CURRENT = new ThreadLocal<>();

    private final String registrationId;
    private final ClientRegistration registration;
    private final boolean mayBeginAgain;
    private final @Nullable OAuth2Error refusal;

    private LoginInProgress(
            String registrationId,
            ClientRegistration registration,
            boolean mayBeginAgain,
            @Nullable OAuth2Error refusal) {
        this.registrationId = registrationId;
        this.registration = registration;
        this.mayBeginAgain = mayBeginAgain;
        this.refusal = refusal;
    }

    /**
     * Binds a login to this thread, until it {@linkplain #end ends}.
     *
     * @param mayBeginAgain whether the login may begin anew without the user
     * @param refusal why the code must not be used; {@code null} if it may be
     */
    static LoginInProgress begin(
            ClientRegistration registration, boolean mayBeginAgain, @Nullable OAuth2Error refusal) {
        LoginInProgress login =
                new LoginInProgress(registration.getRegistrationId(), registration, mayBeginAgain, refusal);
        CURRENT.set(login);
        return login;
    }

    private static @Nullable LoginInProgress of(String registrationId) {
        LoginInProgress current = CURRENT.get();
        return current != null && current.registrationId.equals(registrationId) ? current : null;
    }

    /** Returns the registration with which the login of that id began; {@code null} if none is in progress. */
    static @Nullable ClientRegistration registration(String registrationId) {
        LoginInProgress login = of(registrationId);
        return login == null ? null : login.registration;
    }

    /** Returns whether a login of that id is in progress, and begins anew if its client is gone. */
    static boolean mayBeginAgain(String registrationId) {
        LoginInProgress login = of(registrationId);
        return login != null && login.mayBeginAgain;
    }

    /** Returns why the code of the login in progress must not be used; {@code null} if it may be. */
    static @Nullable OAuth2Error refusal(String registrationId) {
        LoginInProgress login = of(registrationId);
        return login == null ? null : login.refusal;
    }

    /** Takes it off this thread. */
    void end() {
        CURRENT.remove();
    }
}
