package io.github.dcr4j.spring.boot;

import io.github.dcr4j.spring.security.DcrClientRegistrationRepository;
import io.github.dcr4j.spring.security.DcrSecurityConfiguration;
import io.github.dcr4j.upstream.Upstreams;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.ConditionalOnOAuth2ClientRegistrationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;

/**
 * Gives Spring Security the clients of the {@link Upstreams}, see {@link DcrSecurityConfiguration}; those of {@code
 * spring.security.oauth2.client.registration} stay beside them. Backs off for a bean of type {@link
 * ClientRegistrationRepository}, and in reactive applications.
 */
@AutoConfiguration(after = DcrAutoConfiguration.class, before = OAuth2ClientAutoConfiguration.class)
@ConditionalOnClass(ClientRegistration.class)
@ConditionalOnBean(Upstreams.class)
@ConditionalOnMissingBean(ClientRegistrationRepository.class)
@Conditional(DcrSecurityAutoConfiguration.NotReactive.class)
@Import(DcrSecurityConfiguration.class)
public final class DcrSecurityAutoConfiguration {
    /** Created by Spring. */
    public DcrSecurityAutoConfiguration() {}

    /** The registrations that Spring Boot reads from properties of its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnOAuth2ClientRegistrationProperties
    @EnableConfigurationProperties(OAuth2ClientProperties.class)
    static class RegistrationsByHand {
        @Bean
        DcrClientRegistrationRepository.BuilderCustomizer dcrRegistrationsByHand(OAuth2ClientProperties properties) {
            InMemoryClientRegistrationRepository byHand =
                    new InMemoryClientRegistrationRepository(List.copyOf(new OAuth2ClientPropertiesMapper(properties)
                            .asClientRegistrations()
                            .values()));
            return builder -> builder.others(byHand);
        }
    }

    static final class NotReactive extends NoneNestedConditions {
        NotReactive() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        static final class Reactive {}
    }
}
