package io.github.dcr4j.spring.security;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.rejection.ClientRejection;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.DefaultRedirectStrategy;
import org.springframework.security.web.RedirectStrategy;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before the filters that begin and finish logins: a login is finished with the client that began it, and begins
 * anew, once, if that is gone. Thread-safe.
 */
final class LoginFilter extends OncePerRequestFilter {
    /** Of an authorization request that took the place of another: it does so once, lest a login goes round. */
    private static final String AGAIN = "io.github.dcr4j.again";

    private static final String ISS = "iss";

    private final DcrClientRegistrationRepository registrations;
    private final OAuth2AuthorizationRequestResolver resolver;
    private final AuthorizationRequestRepository<OAuth2AuthorizationRequest> requests;
    private final RedirectStrategy redirects = new DefaultRedirectStrategy();

    LoginFilter(
            DcrClientRegistrationRepository registrations,
            OAuth2AuthorizationRequestResolver resolver,
            AuthorizationRequestRepository<OAuth2AuthorizationRequest> requests) {
        this.registrations = registrations;
        this.resolver = resolver;
        this.requests = requests;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        OAuth2AuthorizationRequest begun = answered(request);
        UpstreamRegistrations upstream = begun == null
                ? null
                : registrations.upstream(begun.<String>getAttribute(OAuth2ParameterNames.REGISTRATION_ID));
        if (begun == null || upstream == null) {
            try {
                chain.doFilter(request, response);
            } finally {
                BegunLogins.keep(request);
            }
            return;
        }
        BegunLogins.finish(request, upstream.name());
        boolean mayBeginAgain = begun.getAttribute(AGAIN) == null;
        if (!finished(request, response, chain, begun, upstream, mayBeginAgain)) {
            beginAgain(request, response, upstream);
        }
    }

    /** Returns the request that an authorization response answers; {@code null} if this is none. */
    private @Nullable OAuth2AuthorizationRequest answered(HttpServletRequest request) {
        boolean isAnswer = request.getParameter(OAuth2ParameterNames.STATE) != null
                && (request.getParameter(OAuth2ParameterNames.CODE) != null
                        || request.getParameter(OAuth2ParameterNames.ERROR) != null);
        return isAnswer ? requests.loadAuthorizationRequest(request) : null;
    }

    /** Lets Spring finish the login; returns {@code false} if it has to begin anew. */
    private static boolean finished(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            OAuth2AuthorizationRequest begun,
            UpstreamRegistrations upstream,
            boolean mayBeginAgain)
            throws ServletException, IOException {
        Optional<DcrCredentials> owner =
                upstream.owner(begun.getClientId(), begun.getAttribute(DcrClientRegistrationRepository.GENERATION));
        if (owner.isEmpty()) {
            if (mayBeginAgain) {
                return false;
            }
            chain.doFilter(request, response);
            return true;
        }
        OAuth2Error refusal = refusal(owner.get(), request.getParameter(ISS));
        if (refusal == null && mayBeginAgain && isReplaced(request, upstream, owner.get())) {
            return false;
        }
        LoginInProgress login = LoginInProgress.begin(upstream.of(owner.get()), mayBeginAgain, refusal);
        try {
            chain.doFilter(request, response);
            return true;
        } catch (LoginLostException e) {
            return false;
        } finally {
            login.end();
        }
    }

    /** Compares {@code iss} with the issuer of the client that began the login (RFC 9207, section 2.4). */
    private static @Nullable OAuth2Error refusal(DcrCredentials client, @Nullable String iss) {
        String issuer = client.issuer().orElse(null);
        boolean wrong = iss == null ? client.issParameterSupported() : issuer != null && !issuer.equals(iss);
        return wrong
                ? new OAuth2Error("invalid_issuer", "the authorization response is of another server (iss)", null)
                : null;
    }

    /** Looks whether an error rejects the client (RFC 6749, section 4.1.2.1); if so, it is checked first. */
    private static boolean isReplaced(
            HttpServletRequest request, UpstreamRegistrations upstream, DcrCredentials client) {
        String error = request.getParameter(OAuth2ParameterNames.ERROR);
        return error != null
                && ClientRejection.inAuthorizationResponse(
                                client, true, error, request.getParameter(OAuth2ParameterNames.ERROR_DESCRIPTION))
                        .filter(why -> upstream.isReplaced(client, why))
                        .isPresent();
    }

    private void beginAgain(HttpServletRequest request, HttpServletResponse response, UpstreamRegistrations upstream)
            throws IOException {
        // Spring may have taken it out already
        requests.removeAuthorizationRequest(request, response);
        OAuth2AuthorizationRequest resolved = resolver.resolve(request, upstream.name());
        if (resolved == null) {
            response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            return;
        }
        OAuth2AuthorizationRequest again = OAuth2AuthorizationRequest.from(resolved)
                .attributes(attributes -> attributes.put(AGAIN, true))
                .authorizationRequestUri(resolved.getAuthorizationRequestUri())
                .build();
        requests.saveAuthorizationRequest(again, request, response);
        BegunLogins.keep(request);
        redirects.sendRedirect(request, response, again.getAuthorizationRequestUri());
    }
}
