package io.github.dcr4j.spring.security;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.endpoint.JwtBearerGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.TokenExchangeGrantRequest;

/**
 * Adds what the application has no bean for, before Spring Security looks for it; with the application's own beans beside
 * them, it would take neither.
 */
final class MissingBeans implements BeanDefinitionRegistryPostProcessor, Ordered {
    static final String MADE_BY = "dcrMakers";

    MissingBeans() {}

    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        client(registry, OAuth2ClientCredentialsGrantRequest.class, "clientCredentials");
        client(registry, OAuth2AuthorizationCodeGrantRequest.class, "authorizationCode");
        client(registry, OAuth2RefreshTokenGrantRequest.class, "refreshToken");
        client(registry, JwtBearerGrantRequest.class, "jwtBearer");
        client(registry, TokenExchangeGrantRequest.class, "tokenExchange");
        add(registry, ResolvableType.forClass(OAuth2AuthorizedClientService.class), MADE_BY, "authorizedClientService");
    }

    private static void client(BeanDefinitionRegistry registry, Class<?> requests, String method) {
        add(
                registry,
                ResolvableType.forClassWithGenerics(OAuth2AccessTokenResponseClient.class, requests),
                MADE_BY,
                method);
    }

    /**
     * Adds a bean of {@code type} if there is none.
     *
     * @param madeBy the name of the bean whose {@code method} returns it
     */
    static void add(BeanDefinitionRegistry registry, ResolvableType type, String madeBy, String method) {
        if (registry instanceof ListableBeanFactory beans && beans.getBeanNamesForType(type, true, false).length == 0) {
            RootBeanDefinition definition = new RootBeanDefinition();
            definition.setTargetType(type);
            definition.setFactoryBeanName(madeBy);
            definition.setFactoryMethodName(method);
            registry.registerBeanDefinition(madeBy + "." + method, definition);
        }
    }

    /** Makes what is added. */
    static final class Makers {
        private final DcrClientRegistrationRepository registrations;
        private final DcrTokenResponseClients clients;

        Makers(DcrClientRegistrationRepository registrations) {
            this.registrations = registrations;
            this.clients = new DcrTokenResponseClients(registrations);
        }

        OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> clientCredentials() {
            return clients.clientCredentials();
        }

        OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> authorizationCode() {
            return clients.authorizationCode();
        }

        OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshToken() {
            return clients.refreshToken();
        }

        OAuth2AccessTokenResponseClient<JwtBearerGrantRequest> jwtBearer() {
            return clients.jwtBearer();
        }

        OAuth2AccessTokenResponseClient<TokenExchangeGrantRequest> tokenExchange() {
            return clients.tokenExchange();
        }

        OAuth2AuthorizedClientService authorizedClientService() {
            return new InMemoryOAuth2AuthorizedClientService(registrations);
        }
    }
}
