package io.github.dcr4j.spring.security;

import static org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.rejection.ClientRejection;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.web.util.UriUtils;

/**
 * Notes in each authorization request of an upstream which generation of its client begins the login ({@link
 * DcrClientRegistrationRepository#GENERATION}), so that any replica can end it with that one.
 *
 * <p>A server shows its own error page to a user whose client it has forgotten, and the application does not hear of
 * it. So a login that begins in a session where an earlier one with the same client never came back raises a suspicion:
 * the client is checked first, at most once an hour on all replicas together, and replaced if it is gone. This needs
 * the filter of {@link DcrLoginConfigurer}. Thread-safe.
 *
 * @see DcrSecurityConfiguration an example
 */
public final class DcrAuthorizationRequestResolver implements OAuth2AuthorizationRequestResolver {
    private static final String RESOURCE = "resource";

    private final DcrClientRegistrationRepository registrations;
    private final OAuth2AuthorizationRequestResolver resolver;

    /** Creates one that begins logins at {@code /oauth2/authorization/NAME}, as Spring Security does. */
    public DcrAuthorizationRequestResolver(DcrClientRegistrationRepository registrations) {
        this(
                registrations,
                new DefaultOAuth2AuthorizationRequestResolver(registrations, DEFAULT_AUTHORIZATION_REQUEST_BASE_URI));
    }

    /** Creates one that notes the generation in what {@code resolver} resolves. */
    public DcrAuthorizationRequestResolver(
            DcrClientRegistrationRepository registrations, OAuth2AuthorizationRequestResolver resolver) {
        this.registrations = Objects.requireNonNull(registrations, "registrations");
        this.resolver = Objects.requireNonNull(resolver, "resolver");
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        return noted(request, () -> resolver.resolve(request));
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String clientRegistrationId) {
        return noted(request, () -> resolver.resolve(request, clientRegistrationId));
    }

    private @Nullable OAuth2AuthorizationRequest noted(
            HttpServletRequest request, Supplier<@Nullable OAuth2AuthorizationRequest> resolution) {
        OAuth2AuthorizationRequest resolved = resolution.get();
        UpstreamRegistrations upstream = resolved == null ? null : upstream(resolved);
        if (resolved == null || upstream == null) {
            return resolved;
        }
        if (resolved.getClientId().equals(BegunLogins.unfinished(request, upstream.name()))
                && isReplaced(upstream, resolved.getClientId())) {
            resolved = Objects.requireNonNull(resolution.get());
        }
        BegunLogins.begin(request, upstream.name(), resolved.getClientId());
        return noted(named(resolved, upstream.resource()), upstream.keptGeneration(resolved.getClientId()));
    }

    private @Nullable UpstreamRegistrations upstream(OAuth2AuthorizationRequest resolved) {
        String registrationId = resolved.getAttribute(OAuth2ParameterNames.REGISTRATION_ID);
        return registrations.upstream(registrationId);
    }

    private static boolean isReplaced(UpstreamRegistrations upstream, String clientId) {
        Optional<DcrCredentials> used = upstream.owner(clientId, null);
        return used.isPresent()
                && upstream.isReplaced(
                        used.get(),
                        ClientRejection.suspected(
                                "a login with the client did not come back, and its user began another"));
    }

    /** Names the resource that the tokens are for (RFC 8707, section 2.1), unless the application does. */
    private static OAuth2AuthorizationRequest named(OAuth2AuthorizationRequest resolved, @Nullable String resource) {
        if (resource == null || resolved.getAdditionalParameters().containsKey(RESOURCE)) {
            return resolved;
        }
        String address = resolved.getAuthorizationRequestUri();
        return OAuth2AuthorizationRequest.from(resolved)
                .additionalParameters(parameters -> parameters.put(RESOURCE, resource))
                .authorizationRequestUri(address + (address.contains("?") ? "&" : "?") + RESOURCE + "="
                        + UriUtils.encode(resource, StandardCharsets.UTF_8))
                .build();
    }

    private static OAuth2AuthorizationRequest noted(OAuth2AuthorizationRequest resolved, @Nullable String generation) {
        if (generation == null) {
            return resolved;
        }
        return OAuth2AuthorizationRequest.from(resolved)
                .attributes(attributes -> attributes.put(DcrClientRegistrationRepository.GENERATION, generation))
                .authorizationRequestUri(resolved.getAuthorizationRequestUri())
                .build();
    }
}
