package io.github.dcr4j.spring.security;

import io.github.dcr4j.upstream.UpstreamClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

/**
 * Changes client registrations before they are used: the attribute with the user's name, the name on the login page,
 * the grant of an upstream that has several.
 *
 * <p>It is called for each registration that is built, and once more for the outline that a login page shows, which has
 * a client id and endpoints that do not exist. The registration id and the client id stay what they are. Thread-safe;
 * it sends nothing.
 *
 * @see DcrSecurityConfiguration an example
 */
@FunctionalInterface
public interface DcrClientRegistrationCustomizer {
    /**
     * Changes {@code registration}.
     *
     * @param upstream whose registration it is
     * @param registration what is built, with everything set
     */
    void customize(UpstreamClient upstream, ClientRegistration.Builder registration);
}
