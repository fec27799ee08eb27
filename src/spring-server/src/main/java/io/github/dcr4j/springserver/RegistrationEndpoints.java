package io.github.dcr4j.springserver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientRegistrationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientRegistrationAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.converter.OAuth2ClientRegistrationRegisteredClientConverter;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcClientRegistrationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcClientRegistrationAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.oidc.converter.OidcClientRegistrationRegisteredClientConverter;

/**
 * Turns the server's two registration endpoints on and sets, through their public extension points, what the options
 * ask for: how long a secret lives, whether scopes may be registered, and where keys of clients may be. Immutable and
 * safe for concurrent use.
 */
final class RegistrationEndpoints {

    private final ServerOptions options;

    RegistrationEndpoints(ServerOptions options) {
        this.options = options;
    }

    /** Turns on OpenID Connect and those registration endpoints that the options name. */
    void enable(OAuth2AuthorizationServerConfigurer server) {
        server.oidc(oidc -> {
            if (options.oidcRegistration()) {
                oidc.clientRegistrationEndpoint(endpoint -> endpoint.authenticationProviders(this::adjust));
            }
        });
        if (options.oauth2Registration()) {
            server.clientRegistrationEndpoint(
                    endpoint -> endpoint.openRegistrationAllowed(options.open()).authenticationProviders(this::adjust));
        }
    }

    private void adjust(List<AuthenticationProvider> providers) {
        for (AuthenticationProvider provider : providers) {
            if (provider instanceof OidcClientRegistrationAuthenticationProvider registration) {
                adjust(registration);
            } else if (provider instanceof OAuth2ClientRegistrationAuthenticationProvider registration) {
                adjust(registration);
            }
        }
    }

    private void adjust(OidcClientRegistrationAuthenticationProvider registration) {
        registration.setRegisteredClientConverter(expiring(new OidcClientRegistrationRegisteredClientConverter()));
        if (options.keysOverHttp()) {
            registration.setAuthenticationValidator(
                    OidcClientRegistrationAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR.andThen(
                            OidcClientRegistrationAuthenticationValidator.SIMPLE_SCOPE_VALIDATOR));
        } else if (options.scopesAccepted()) {
            registration.setAuthenticationValidator(
                    OidcClientRegistrationAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR
                            .andThen(OidcClientRegistrationAuthenticationValidator.DEFAULT_JWK_SET_URI_VALIDATOR)
                            .andThen(OidcClientRegistrationAuthenticationValidator.SIMPLE_SCOPE_VALIDATOR));
        }
    }

    private void adjust(OAuth2ClientRegistrationAuthenticationProvider registration) {
        registration.setRegisteredClientConverter(expiring(new OAuth2ClientRegistrationRegisteredClientConverter()));
        if (options.scopesAccepted()) {
            registration.setAuthenticationValidator(
                    OAuth2ClientRegistrationAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR
                            .andThen(OAuth2ClientRegistrationAuthenticationValidator.DEFAULT_JWK_SET_URI_VALIDATOR)
                            .andThen(OAuth2ClientRegistrationAuthenticationValidator.SIMPLE_SCOPE_VALIDATOR));
        }
    }

    private <T> Converter<T, RegisteredClient> expiring(Converter<T, RegisteredClient> converter) {
        return registration -> withExpiry(converter.convert(registration));
    }

    private RegisteredClient withExpiry(RegisteredClient client) {
        Duration life = options.secretLife();
        Instant issued = client.getClientIdIssuedAt();
        if (life == null || issued == null || client.getClientSecret() == null) {
            return client;
        }
        return RegisteredClient.from(client)
                .clientSecretExpiresAt(issued.plus(life))
                .build();
    }
}
