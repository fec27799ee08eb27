package io.github.dcr4j.spring.security;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.dcr4j.token.TokenRequest;
import io.github.dcr4j.token.TokenResponse;
import io.github.dcr4j.token.TokenSender;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.endpoint.AbstractOAuth2AuthorizationGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.web.client.RestClientResponseException;

/**
 * Sends the requests of one call by a client of Spring's, which makes them anew from the registration, and finds the
 * server's answer in what it throws. Belongs to one call.
 */
final class SpringSender<T extends AbstractOAuth2AuthorizationGrantRequest> implements TokenSender {
    /** What Spring calls an answer that it could not read, or a status other than 200 and 400. */
    private static final String INVALID_TOKEN_RESPONSE = "invalid_token_response";

    private final OAuth2AccessTokenResponseClient<T> sending;
    private final ClientRegistration asked;
    private final Function<ClientRegistration, T> request;
    private @Nullable OAuth2AccessTokenResponse response;
    private @Nullable RuntimeException failure;

    /**
     * Creates one.
     *
     * @param asked the registration of the request, which may differ from the upstream's in grant and scopes
     * @param request makes the request with another registration
     */
    SpringSender(
            OAuth2AccessTokenResponseClient<T> sending,
            ClientRegistration asked,
            Function<ClientRegistration, T> request) {
        this.sending = sending;
        this.asked = asked;
        this.request = request;
    }

    @Override
    public TokenResponse send(TokenRequest authenticated) throws IOException {
        response = null;
        failure = null;
        ClientRegistration registration =
                AssertionParameters.added(ClientOfRegistration.as(asked, authenticated.client()), authenticated.body());
        try {
            response = sending.getTokenResponse(request.apply(registration));
            return new TokenResponse(200, "{}");
        } catch (OAuth2AuthorizationException | RestClientResponseException e) {
            failure = e;
            return answerIn(e);
        }
    }

    /**
     * Returns the server's answer: of a 400, Spring keeps code and words; of another status, the body is in the cause
     * (RFC 6749, section 5.2, has 401 for {@code invalid_client}).
     *
     * @throws IOException if there was none
     */
    private static TokenResponse answerIn(RuntimeException failure) throws IOException {
        RestClientResponseException http = cause(failure, RestClientResponseException.class);
        if (http != null) {
            return new TokenResponse(http.getStatusCode().value(), http.getResponseBodyAsString());
        }
        IOException unreached = cause(failure, IOException.class);
        if (unreached != null) {
            throw unreached;
        }
        OAuth2Error error = failure instanceof OAuth2AuthorizationException e ? e.getError() : null;
        if (error == null || error.getErrorCode().equals(INVALID_TOKEN_RESPONSE)) {
            // its words are Spring's
            return new TokenResponse(500, "");
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("error", error.getErrorCode());
        if (error.getDescription() != null) {
            members.put("error_description", error.getDescription());
        }
        return new TokenResponse(400, JSONObjectUtils.toJSONString(members));
    }

    private static <E extends Throwable> @Nullable E cause(Throwable failure, Class<E> type) {
        Throwable each = failure;
        for (int depth = 0; each != null && depth < 20; depth++) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
            each = each.getCause();
        }
        return null;
    }

    /** Returns what the server answered last, or throws what Spring's client threw. */
    OAuth2AccessTokenResponse result() {
        if (failure != null) {
            throw failure;
        }
        return Objects.requireNonNull(response, "response");
    }

    /** Returns what Spring's client threw last, or if it did not, {@code otherwise} for {@code cause}. */
    RuntimeException failure(String otherwise, Exception cause) {
        if (failure != null) {
            return failure;
        }
        return new OAuth2AuthorizationException(
                new OAuth2Error(OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE, otherwise, null), otherwise, cause);
    }

    /** Returns {@code instead} with what Spring's client threw last. */
    <E extends RuntimeException> E explain(E instead) {
        if (failure != null) {
            instead.addSuppressed(failure);
        }
        return instead;
    }
}
