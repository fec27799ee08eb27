package io.github.dcr4j.spring.security;

import java.util.Objects;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizationRequestRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * Adds to a filter chain with {@code oauth2Login} or {@code oauth2Client} what finishes logins of upstreams:
 *
 * <ul>
 *   <li>A login is finished with the client that began it, on any replica: the code, the ID token's audience and the
 *       authorized client are all of that one, although another may have taken its place meanwhile.
 *   <li>If that client is gone, or the server rejects it at the token endpoint or in the redirect, the login begins anew
 *       with the next one, once, and the user sees no error page. Where the server has the user's session, nothing is
 *       asked of the user.
 *   <li>{@code iss} is compared with the issuer of that client (RFC 9207).
 * </ul>
 *
 * <p>{@link DcrSecurityConfiguration} adds it to every chain of Spring Security 7; else: {@code http.with(new
 * DcrLoginConfigurer(registrations, resolver), Customizer.withDefaults())}. In a chain without logins it does nothing.
 */
public final class DcrLoginConfigurer extends AbstractHttpConfigurer<DcrLoginConfigurer, HttpSecurity> {
    private final DcrClientRegistrationRepository registrations;
    private final OAuth2AuthorizationRequestResolver resolver;
    private AuthorizationRequestRepository<OAuth2AuthorizationRequest> requests =
            new HttpSessionOAuth2AuthorizationRequestRepository();

    /**
     * Creates one.
     *
     * @param registrations the upstreams' registrations
     * @param resolver resolves the request of a login that begins anew: that of the chain
     */
    public DcrLoginConfigurer(
            DcrClientRegistrationRepository registrations, OAuth2AuthorizationRequestResolver resolver) {
        this.registrations = Objects.requireNonNull(registrations, "registrations");
        this.resolver = Objects.requireNonNull(resolver, "resolver");
    }

    /** Sets where authorization requests are kept, as for the chain's login; in the HTTP session by default. */
    public DcrLoginConfigurer authorizationRequestRepository(
            AuthorizationRequestRepository<OAuth2AuthorizationRequest> requests) {
        this.requests = Objects.requireNonNull(requests, "requests");
        return this;
    }

    @Override
    public void configure(HttpSecurity http) {
        http.addFilterBefore(
                new LoginFilter(registrations, resolver, requests), OAuth2AuthorizationRequestRedirectFilter.class);
    }
}
