package io.github.dcr4j.spring.security;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.ClientAuthorizationRequiredException;
import org.springframework.security.oauth2.client.endpoint.AbstractOAuth2AuthorizationGrantRequest;
import org.springframework.security.oauth2.client.endpoint.AbstractRestClientOAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Sends token requests by a client of Spring's, and recovers when the server has forgotten the upstream's client. What
 * to do then decides {@link io.github.dcr4j.token.TokenCalls}. Thread-safe if what it sends by is.
 *
 * @param <T> the grant's requests
 */
abstract class DcrTokenResponseClient<T extends AbstractOAuth2AuthorizationGrantRequest>
        implements OAuth2AccessTokenResponseClient<T> {
    private final DcrClientRegistrationRepository registrations;
    private final OAuth2AccessTokenResponseClient<T> sending;

    DcrTokenResponseClient(DcrClientRegistrationRepository registrations, OAuth2AccessTokenResponseClient<T> sending) {
        this.registrations = registrations;
        this.sending = sending;
        if (sending instanceof AbstractRestClientOAuth2AccessTokenResponseClient<T> restClient) {
            restClient.addParametersConverter(new AssertionParameters<>());
            restClient.addParametersConverter(this::resource);
        }
    }

    /** Names the resource that the token is for, in requests of an upstream that names one (RFC 8707). */
    private MultiValueMap<String, String> resource(T request) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        UpstreamRegistrations upstream =
                registrations.upstream(request.getClientRegistration().getRegistrationId());
        String resource = upstream == null ? null : upstream.resource();
        if (resource != null) {
            parameters.add("resource", resource);
        }
        return parameters;
    }

    /**
     * Returns the grant of {@code request}, bound to its client where it is of one client only.
     *
     * @return {@code null} if that client is gone
     */
    abstract @Nullable TokenGrant grant(T request, UpstreamRegistrations upstream);

    /** Returns {@code request} as another registration makes it. */
    abstract T with(T request, ClientRegistration registration);

    /**
     * Returns the server's answer. A request of an upstream is sent with the client that the upstream has now, and once
     * more with another one if the server has forgotten it; a code or a refresh token is sent with the client that
     * obtained it, and with no other.
     *
     * @throws OAuth2AuthorizationException what the client of Spring's throws; {@code invalid_grant}, caused by a {@link
     *     ClientAuthorizationRequiredException}, if the user has to log in again; {@link UpstreamUnavailableException} if
     *     the upstream has no client
     */
    @Override
    public OAuth2AccessTokenResponse getTokenResponse(T request) {
        UpstreamRegistrations upstream =
                registrations.upstream(request.getClientRegistration().getRegistrationId());
        if (upstream == null) {
            return sending.getTokenResponse(request);
        }
        TokenGrant grant = grant(request, upstream);
        if (grant == null) {
            throw loginNeeded(upstream, "the client that began the login is gone");
        }
        SpringSender<T> sender = new SpringSender<>(
                sending, request.getClientRegistration(), registration -> with(request, registration));
        TokenOutcome outcome = call(upstream, grant, sender);
        if (outcome instanceof TokenOutcome.LogInAgain again) {
            throw loginNeeded(upstream, again.why().text());
        }
        if (outcome instanceof TokenOutcome.KeyRejected rejected) {
            throw keyRejected(upstream, rejected, sender);
        }
        return sender.result();
    }

    private static TokenOutcome call(UpstreamRegistrations upstream, TokenGrant grant, SpringSender<?> sender) {
        try {
            return upstream.calls().call(grant, sender);
        } catch (DcrException e) {
            throw sender.explain(new UpstreamUnavailableException(upstream.name(), e));
        } catch (IOException e) {
            throw sender.failure("upstream '" + upstream.name() + "' cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw sender.failure("interrupted while upstream '" + upstream.name() + "' was asked for a token", e);
        }
    }

    private static OAuth2AuthorizationException keyRejected(
            UpstreamRegistrations upstream, TokenOutcome.KeyRejected rejected, SpringSender<?> sender) {
        String text = "upstream '" + upstream.name() + "': the server knows the client and rejects its key: "
                + ForeignText.line(rejected.why().text());
        return sender.explain(
                new OAuth2AuthorizationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, text, null), text));
    }

    /**
     * Returns what drops the authorized client (Spring removes it on {@code invalid_grant}), and has the redirect
     * filter send the user to log in (it looks for the cause).
     */
    private static RuntimeException loginNeeded(UpstreamRegistrations upstream, String why) {
        String text = "upstream '" + upstream.name() + "': the user has to log in again: " + ForeignText.line(why);
        if (LoginInProgress.mayBeginAgain(upstream.name())) {
            return new LoginLostException(text);
        }
        return new OAuth2AuthorizationException(
                new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT, text, null),
                text,
                new ClientAuthorizationRequiredException(upstream.name()));
    }
}
