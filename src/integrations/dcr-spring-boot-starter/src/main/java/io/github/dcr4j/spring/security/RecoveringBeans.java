package io.github.dcr4j.spring.security;

import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.ResolvableType;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.endpoint.JwtBearerGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.TokenExchangeGrantRequest;

/**
 * Puts an application's own token clients and services of authorized clients behind those that know upstreams, whatever
 * they are customized with. Thread-safe.
 */
final class RecoveringBeans implements BeanPostProcessor {
    private static final Map<Class<?>, BiFunction<DcrTokenResponseClients, Object, Object>> BY_GRANT = Map.of(
            OAuth2ClientCredentialsGrantRequest.class, (clients, bean) -> clients.clientCredentials(cast(bean)),
            OAuth2AuthorizationCodeGrantRequest.class, (clients, bean) -> clients.authorizationCode(cast(bean)),
            OAuth2RefreshTokenGrantRequest.class, (clients, bean) -> clients.refreshToken(cast(bean)),
            JwtBearerGrantRequest.class, (clients, bean) -> clients.jwtBearer(cast(bean)),
            TokenExchangeGrantRequest.class, (clients, bean) -> clients.tokenExchange(cast(bean)));

    private final ObjectProvider<DcrClientRegistrationRepository> registrations;

    RecoveringBeans(ObjectProvider<DcrClientRegistrationRepository> registrations) {
        this.registrations = registrations;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the type of its requests was read from its class
    private static <T> T cast(Object bean) {
        return (T) bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof OAuth2AuthorizedClientService service && !(bean instanceof DcrAuthorizedClientService)) {
            return new DcrAuthorizedClientService(registrations.getObject(), service);
        }
        if (bean instanceof OAuth2AccessTokenResponseClient<?> && !(bean instanceof DcrTokenResponseClient<?>)) {
            BiFunction<DcrTokenResponseClients, Object, Object> wrapping = wrapping(bean);
            return wrapping == null
                    ? bean
                    : wrapping.apply(new DcrTokenResponseClients(registrations.getObject()), bean);
        }
        return bean;
    }

    private static @Nullable BiFunction<DcrTokenResponseClients, Object, Object> wrapping(Object bean) {
        Class<?> requests = ResolvableType.forInstance(bean)
                .as(OAuth2AccessTokenResponseClient.class)
                .resolveGeneric(0);
        return requests == null ? null : BY_GRANT.get(requests);
    }
}
