package io.github.dcr4j.spring.security;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.beans.factory.BeanFactory;
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
    MissingBeans() {}

    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        client(registry, OAuth2ClientCredentialsGrantRequest.class, DcrTokenResponseClients::clientCredentials);
        client(registry, OAuth2AuthorizationCodeGrantRequest.class, DcrTokenResponseClients::authorizationCode);
        client(registry, OAuth2RefreshTokenGrantRequest.class, DcrTokenResponseClients::refreshToken);
        client(registry, JwtBearerGrantRequest.class, DcrTokenResponseClients::jwtBearer);
        client(registry, TokenExchangeGrantRequest.class, DcrTokenResponseClients::tokenExchange);
        add(
                registry,
                ResolvableType.forClass(OAuth2AuthorizedClientService.class),
                (beans, registrations) -> new InMemoryOAuth2AuthorizedClientService(registrations));
    }

    private static void client(
            BeanDefinitionRegistry registry, Class<?> requests, Function<DcrTokenResponseClients, Object> client) {
        add(
                registry,
                ResolvableType.forClassWithGenerics(OAuth2AccessTokenResponseClient.class, requests),
                (beans, registrations) -> client.apply(new DcrTokenResponseClients(registrations)));
    }

    /** Adds a bean of {@code type} if there is none. */
    static void add(
            BeanDefinitionRegistry registry,
            ResolvableType type,
            BiFunction<BeanFactory, DcrClientRegistrationRepository, Object> bean) {
        if (!(registry instanceof ListableBeanFactory beans)
                || beans.getBeanNamesForType(type, true, false).length > 0) {
            return;
        }
        RootBeanDefinition definition = new RootBeanDefinition();
        definition.setTargetType(type);
        definition.setInstanceSupplier(() -> bean.apply(beans, beans.getBean(DcrClientRegistrationRepository.class)));
        registry.registerBeanDefinition("dcr." + type, definition);
    }
}
