package io.github.dcr4j.spring.security;

import java.util.Objects;
import org.springframework.security.oauth2.client.AuthorizationCodeOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.ClientCredentialsOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.DelegatingOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.JwtBearerOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.RefreshTokenOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.TokenExchangeOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.endpoint.JwtBearerGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientJwtBearerTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientTokenExchangeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.TokenExchangeGrantRequest;

/**
 * Clients of Spring Security for the token endpoint that recover when the server has forgotten an upstream's client.
 * Each sends by one of Spring's own, with whatever that is customized with; requests of registrations that are no
 * upstream's are passed on as they are.
 *
 * <ul>
 *   <li>{@code client_credentials}, {@code jwt-bearer} and {@code token-exchange}: sent with the client that the upstream
 *       has now, and once more with the one that takes its place.
 *   <li>{@code authorization_code} and {@code refresh_token}: sent with the client that obtained the code or the token,
 *       and with no other. If that is gone, it is replaced, and they throw {@code invalid_grant}: Spring drops the
 *       authorized client then, and sends the user to log in.
 * </ul>
 *
 * <p>The library signs what a client authenticates with by {@code private_key_jwt}; that needs one of Spring's clients
 * that are built on {@code RestClient}. Thread-safe.
 *
 * @see DcrSecurityConfiguration an example
 */
public final class DcrTokenResponseClients {
    private final DcrClientRegistrationRepository registrations;

    /** Creates them for the upstreams of {@code registrations}. */
    public DcrTokenResponseClients(DcrClientRegistrationRepository registrations) {
        this.registrations = Objects.requireNonNull(registrations, "registrations");
    }

    /** Returns one for {@code client_credentials} with Spring's defaults. */
    public OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> clientCredentials() {
        return clientCredentials(new RestClientClientCredentialsTokenResponseClient());
    }

    /** Returns one for {@code client_credentials} that sends by {@code sending}. */
    public OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> clientCredentials(
            OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> sending) {
        return new GrantClients.ClientCredentials(registrations, sending);
    }

    /** Returns one for {@code authorization_code} with Spring's defaults. */
    public OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> authorizationCode() {
        return authorizationCode(new RestClientAuthorizationCodeTokenResponseClient());
    }

    /** Returns one for {@code authorization_code} that sends by {@code sending}. */
    public OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> authorizationCode(
            OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> sending) {
        return new GrantClients.AuthorizationCode(registrations, sending);
    }

    /** Returns one for {@code refresh_token} with Spring's defaults. */
    public OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshToken() {
        return refreshToken(new RestClientRefreshTokenTokenResponseClient());
    }

    /** Returns one for {@code refresh_token} that sends by {@code sending}. */
    public OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshToken(
            OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> sending) {
        return new GrantClients.RefreshToken(registrations, sending);
    }

    /** Returns one for {@code urn:ietf:params:oauth:grant-type:jwt-bearer} with Spring's defaults. */
    public OAuth2AccessTokenResponseClient<JwtBearerGrantRequest> jwtBearer() {
        return jwtBearer(new RestClientJwtBearerTokenResponseClient());
    }

    /** Returns one for {@code urn:ietf:params:oauth:grant-type:jwt-bearer} that sends by {@code sending}. */
    public OAuth2AccessTokenResponseClient<JwtBearerGrantRequest> jwtBearer(
            OAuth2AccessTokenResponseClient<JwtBearerGrantRequest> sending) {
        return new GrantClients.JwtBearer(registrations, sending);
    }

    /** Returns one for {@code urn:ietf:params:oauth:grant-type:token-exchange} with Spring's defaults. */
    public OAuth2AccessTokenResponseClient<TokenExchangeGrantRequest> tokenExchange() {
        return tokenExchange(new RestClientTokenExchangeTokenResponseClient());
    }

    /** Returns one for {@code urn:ietf:params:oauth:grant-type:token-exchange} that sends by {@code sending}. */
    public OAuth2AccessTokenResponseClient<TokenExchangeGrantRequest> tokenExchange(
            OAuth2AccessTokenResponseClient<TokenExchangeGrantRequest> sending) {
        return new GrantClients.TokenExchange(registrations, sending);
    }

    /**
     * Returns a provider of all five grants, with Spring's defaults, for a manager that the application builds by itself:
     * one that works without a web request, for example. The managers that Spring builds need none.
     */
    public OAuth2AuthorizedClientProvider authorizedClientProvider() {
        RefreshTokenOAuth2AuthorizedClientProvider refreshToken = new RefreshTokenOAuth2AuthorizedClientProvider();
        refreshToken.setAccessTokenResponseClient(refreshToken());
        ClientCredentialsOAuth2AuthorizedClientProvider clientCredentials =
                new ClientCredentialsOAuth2AuthorizedClientProvider();
        clientCredentials.setAccessTokenResponseClient(clientCredentials());
        JwtBearerOAuth2AuthorizedClientProvider jwtBearer = new JwtBearerOAuth2AuthorizedClientProvider();
        jwtBearer.setAccessTokenResponseClient(jwtBearer());
        TokenExchangeOAuth2AuthorizedClientProvider tokenExchange = new TokenExchangeOAuth2AuthorizedClientProvider();
        tokenExchange.setAccessTokenResponseClient(tokenExchange());
        return new DelegatingOAuth2AuthorizedClientProvider(
                new AuthorizationCodeOAuth2AuthorizedClientProvider(),
                refreshToken,
                clientCredentials,
                jwtBearer,
                tokenExchange);
    }
}
