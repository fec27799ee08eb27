package io.github.dcr4j.spring.security;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.web.AuthenticatedPrincipalOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** What {@link DcrSecurityConfiguration} adds in a servlet application. */
@Configuration(proxyBeanMethods = false)
@Import(LoginConfiguration.MissingLoginBeans.class)
class LoginConfiguration {
    private static final String MADE_BY = "dcrLoginMakers";

    LoginConfiguration() {}

    @Bean(MADE_BY)
    Makers dcrLoginMakers(
            DcrClientRegistrationRepository registrations, ObjectProvider<OAuth2AuthorizedClientService> clients) {
        return new Makers(registrations, clients);
    }

    /** Spring Security 7 applies it to every chain. */
    @Bean
    Customizer<HttpSecurity> dcrLogin(
            DcrClientRegistrationRepository registrations,
            ObjectProvider<OAuth2AuthorizationRequestResolver> resolver,
            ObjectProvider<AuthorizationRequestRepository<OAuth2AuthorizationRequest>> requests) {
        return http -> {
            DcrLoginConfigurer login = new DcrLoginConfigurer(
                    registrations, resolver.getIfUnique(() -> new DcrAuthorizationRequestResolver(registrations)));
            requests.ifUnique(login::authorizationRequestRepository);
            login.configure(http);
        };
    }

    @Bean
    static BeanPostProcessor dcrNotingResolvers(ObjectProvider<DcrClientRegistrationRepository> registrations) {
        return new NotingResolvers(registrations);
    }

    /** Has an application's own resolver note the generation. */
    private record NotingResolvers(ObjectProvider<DcrClientRegistrationRepository> registrations)
            implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String beanName) {
            return bean instanceof OAuth2AuthorizationRequestResolver resolver
                            && !(bean instanceof DcrAuthorizationRequestResolver)
                    ? new DcrAuthorizationRequestResolver(registrations.getObject(), resolver)
                    : bean;
        }
    }

    /** Adds what the application has no bean for. */
    static final class MissingLoginBeans implements BeanDefinitionRegistryPostProcessor, Ordered {
        MissingLoginBeans() {}

        @Override
        public int getOrder() {
            return 0;
        }

        @Override
        public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
            MissingBeans.add(
                    registry,
                    ResolvableType.forClass(OAuth2AuthorizationRequestResolver.class),
                    MADE_BY,
                    "authorizationRequestResolver");
            MissingBeans.add(
                    registry,
                    ResolvableType.forClass(OAuth2AuthorizedClientRepository.class),
                    MADE_BY,
                    "authorizedClientRepository");
        }
    }

    /** Makes what is added. */
    static final class Makers {
        private final DcrClientRegistrationRepository registrations;
        private final ObjectProvider<OAuth2AuthorizedClientService> clients;

        Makers(DcrClientRegistrationRepository registrations, ObjectProvider<OAuth2AuthorizedClientService> clients) {
            this.registrations = registrations;
            this.clients = clients;
        }

        OAuth2AuthorizationRequestResolver authorizationRequestResolver() {
            return new DcrAuthorizationRequestResolver(registrations);
        }

        OAuth2AuthorizedClientRepository authorizedClientRepository() {
            return new AuthenticatedPrincipalOAuth2AuthorizedClientRepository(clients.getObject());
        }
    }
}
