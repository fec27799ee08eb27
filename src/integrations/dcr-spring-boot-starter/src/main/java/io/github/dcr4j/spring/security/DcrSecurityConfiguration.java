package io.github.dcr4j.spring.security;

import io.github.dcr4j.upstream.Upstreams;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/**
 * All that a Spring application needs for its {@link Upstreams}, which are a bean of the application. Import it; the
 * auto-configuration of Spring Boot does.
 *
 * <ul>
 *   <li>A {@link DcrClientRegistrationRepository}, with every {@link DcrClientRegistrationCustomizer} and every {@link
 *       DcrClientRegistrationRepository.BuilderCustomizer}.
 *   <li>Every bean that is an {@code OAuth2AccessTokenResponseClient} recovers from a client that the server has
 *       forgotten, see {@link DcrTokenResponseClients}, and where there is none for a grant, one is added. Every bean that
 *       is an {@code OAuth2AuthorizedClientService} remembers whose a refresh token is, see {@link
 *       DcrAuthorizedClientService}, and one in memory is added if there is none. Every bean that is an {@code
 *       OAuth2AuthorizationRequestResolver} notes the generation, see {@link DcrAuthorizationRequestResolver}; one is
 *       added, too. What takes the place of such a bean is of that interface, and no longer of the bean's class: inject it
 *       by the interface.
 *   <li>In a servlet application, {@link DcrLoginConfigurer} is applied to every filter chain. A bean of type {@code
 *       AuthorizationRequestRepository<OAuth2AuthorizationRequest>} is where it looks for a login that began, and the
 *       login of the chain must be given the same.
 * </ul>
 *
 * <p>Spring Security uses these beans by itself, in {@code oauth2Login}, {@code oauth2Client} and the authorized client
 * manager that it builds. A chain that is given a resolver or a token client in code does without the bean: give it the
 * bean. A base URI for logins ({@code authorizationEndpoint().baseUri(…)}) goes into a resolver: with a bean of that
 * type, Spring Security passes over the base URI.
 *
 * <pre>{@code
 * @Configuration
 * @Import(DcrSecurityConfiguration.class)
 * class Clients {
 *     @Bean
 *     Upstreams upstreams() throws IOException {
 *         return Upstreams.open(UpstreamsJson.read(Path.of("upstreams.json")));
 *     }
 * }
 * }</pre>
 */
@Configuration(proxyBeanMethods = false)
@Import({MissingBeans.class, DcrSecurityConfiguration.WebSelector.class})
public class DcrSecurityConfiguration {
    /** Created by Spring. */
    public DcrSecurityConfiguration() {}

    /** The registrations of the upstreams. */
    @Bean
    DcrClientRegistrationRepository clientRegistrationRepository(
            Upstreams upstreams,
            ObjectProvider<DcrClientRegistrationCustomizer> customizers,
            ObjectProvider<DcrClientRegistrationRepository.BuilderCustomizer> settings) {
        DcrClientRegistrationRepository.Builder builder = DcrClientRegistrationRepository.builder(upstreams);
        customizers.orderedStream().forEach(builder::customizer);
        settings.orderedStream().forEach(each -> each.customize(builder));
        return builder.build();
    }

    /** The clients for the token endpoint, for a manager that the application builds. */
    @Bean
    DcrTokenResponseClients dcrTokenResponseClients(DcrClientRegistrationRepository registrations) {
        return new DcrTokenResponseClients(registrations);
    }

    @Bean(MissingBeans.MADE_BY)
    MissingBeans.Makers dcrMakers(DcrClientRegistrationRepository registrations) {
        return new MissingBeans.Makers(registrations);
    }

    @Bean
    static BeanPostProcessor dcrRecoveringBeans(ObjectProvider<DcrClientRegistrationRepository> registrations) {
        return new RecoveringBeans(registrations);
    }

    /** Adds what needs the servlet API where that is there. */
    static final class WebSelector implements ImportSelector {
        private static final String[] NEEDED = {
            "jakarta.servlet.Filter", "org.springframework.security.config.annotation.web.builders.HttpSecurity"
        };

        @Override
        public String[] selectImports(AnnotationMetadata importing) {
            for (String needed : NEEDED) {
                if (!ClassUtils.isPresent(needed, WebSelector.class.getClassLoader())) {
                    return new String[0];
                }
            }
            return new String[] {"io.github.dcr4j.spring.security.LoginConfiguration"};
        }
    }
}
