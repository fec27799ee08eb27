package io.github.dcr4j.spring.security;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.token.TokenGrant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.endpoint.JwtBearerGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.TokenExchangeGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;

/** One client for each grant: Spring finds beans by the type of their requests, which a class must name. */
final class GrantClients {
    private GrantClients() {}

    /** Any client of the upstream may ask. */
    static final class ClientCredentials extends DcrTokenResponseClient<OAuth2ClientCredentialsGrantRequest> {
        ClientCredentials(
                DcrClientRegistrationRepository registrations,
                OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> sending) {
            super(registrations, sending);
        }

        @Override
        TokenGrant grant(OAuth2ClientCredentialsGrantRequest request, UpstreamRegistrations upstream) {
            return TokenGrant.clientCredentials();
        }

        @Override
        OAuth2ClientCredentialsGrantRequest with(
                OAuth2ClientCredentialsGrantRequest request, ClientRegistration registration) {
            return new OAuth2ClientCredentialsGrantRequest(registration);
        }
    }

    /** Of the client that began the login. */
    static final class AuthorizationCode extends DcrTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> {
        AuthorizationCode(
                DcrClientRegistrationRepository registrations,
                OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> sending) {
            super(registrations, sending);
        }

        @Override
        @Nullable
        TokenGrant grant(OAuth2AuthorizationCodeGrantRequest request, UpstreamRegistrations upstream) {
            OAuth2Error refusal = LoginInProgress.refusal(upstream.name());
            if (refusal != null) {
                throw new OAuth2AuthorizationException(refusal);
            }
            OAuth2AuthorizationRequest begun =
                    request.getAuthorizationExchange().getAuthorizationRequest();
            String generation = begun.getAttribute(DcrClientRegistrationRepository.GENERATION);
            DcrCredentials owner =
                    upstream.owner(begun.getClientId(), generation).orElse(null);
            if (owner == null) {
                return null;
            }
            TokenGrant grant = TokenGrant.ofClient("authorization_code", owner.generation());
            grant = with(
                    grant,
                    OAuth2ParameterNames.CODE,
                    request.getAuthorizationExchange()
                            .getAuthorizationResponse()
                            .getCode());
            return with(grant, "code_verifier", begun.getAttribute("code_verifier"));
        }

        private static TokenGrant with(TokenGrant grant, String name, @Nullable String secret) {
            return secret == null || secret.isEmpty() ? grant : grant.with(name, Secret.of(secret));
        }

        @Override
        OAuth2AuthorizationCodeGrantRequest with(
                OAuth2AuthorizationCodeGrantRequest request, ClientRegistration registration) {
            return new OAuth2AuthorizationCodeGrantRequest(registration, request.getAuthorizationExchange());
        }
    }

    /** Of the client that obtained the token: the registration of the authorized client. */
    static final class RefreshToken extends DcrTokenResponseClient<OAuth2RefreshTokenGrantRequest> {
        RefreshToken(
                DcrClientRegistrationRepository registrations,
                OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> sending) {
            super(registrations, sending);
        }

        @Override
        @Nullable
        TokenGrant grant(OAuth2RefreshTokenGrantRequest request, UpstreamRegistrations upstream) {
            ClientRegistration obtainedBy = request.getClientRegistration();
            DcrCredentials owner = upstream.owner(obtainedBy.getClientId(), ClientOfRegistration.generation(obtainedBy))
                    .orElse(null);
            return owner == null
                    ? null
                    : TokenGrant.refreshToken(
                            owner.generation(),
                            Secret.of(request.getRefreshToken().getTokenValue()));
        }

        @Override
        OAuth2RefreshTokenGrantRequest with(OAuth2RefreshTokenGrantRequest request, ClientRegistration registration) {
            return new OAuth2RefreshTokenGrantRequest(
                    registration, request.getAccessToken(), request.getRefreshToken(), request.getScopes());
        }
    }

    /** Any client of the upstream may ask. */
    static final class JwtBearer extends DcrTokenResponseClient<JwtBearerGrantRequest> {
        JwtBearer(
                DcrClientRegistrationRepository registrations,
                OAuth2AccessTokenResponseClient<JwtBearerGrantRequest> sending) {
            super(registrations, sending);
        }

        @Override
        TokenGrant grant(JwtBearerGrantRequest request, UpstreamRegistrations upstream) {
            return TokenGrant.ofAnyClient(request.getGrantType().getValue())
                    .with("assertion", Secret.of(request.getJwt().getTokenValue()));
        }

        @Override
        JwtBearerGrantRequest with(JwtBearerGrantRequest request, ClientRegistration registration) {
            return new JwtBearerGrantRequest(registration, request.getJwt());
        }
    }

    /** Any client of the upstream may ask. */
    static final class TokenExchange extends DcrTokenResponseClient<TokenExchangeGrantRequest> {
        TokenExchange(
                DcrClientRegistrationRepository registrations,
                OAuth2AccessTokenResponseClient<TokenExchangeGrantRequest> sending) {
            super(registrations, sending);
        }

        @Override
        TokenGrant grant(TokenExchangeGrantRequest request, UpstreamRegistrations upstream) {
            return TokenGrant.ofAnyClient(request.getGrantType().getValue())
                    .with("subject_token", Secret.of(request.getSubjectToken().getTokenValue()));
        }

        @Override
        TokenExchangeGrantRequest with(TokenExchangeGrantRequest request, ClientRegistration registration) {
            return new TokenExchangeGrantRequest(registration, request.getSubjectToken(), request.getActorToken());
        }
    }
}
