package io.github.dcr4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.spring.security.DcrAuthorizedClientService;
import io.github.dcr4j.spring.security.DcrClientRegistrationRepository;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.servlet.OAuth2ClientWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.ResolvableType;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.web.SecurityFilterChain;

/** What Spring Security has in a Boot application whose properties name upstreams. */
class DcrSecurityAutoConfigurationTest {
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private final AutoConfigurations all = AutoConfigurations.of(
            DcrAutoConfiguration.class,
            DcrSecurityAutoConfiguration.class,
            OAuth2ClientAutoConfiguration.class,
            OAuth2ClientWebSecurityAutoConfiguration.class,
            SecurityAutoConfiguration.class,
            ServletWebSecurityAutoConfiguration.class);
    private final String[] properties = {
        "dcr.consumer=https://app.example.com",
        "dcr.store=memory:",
        "dcr.startup=lazy",
        "dcr.upstreams.idp.issuer=" + server.issuer()
    };

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void webApplication_hasALoginOfItsUpstreamsAndAsksNobody() {
        new WebApplicationContextRunner()
                .withConfiguration(all)
                .withPropertyValues(properties)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context).hasSingleBean(ClientRegistrationRepository.class);
                    assertThat(context.getBean(DcrClientRegistrationRepository.class))
                            .extracting(ClientRegistration::getRegistrationId)
                            .containsExactly("idp");
                    assertThat(context.getBean(OAuth2AuthorizedClientService.class))
                            .isInstanceOf(DcrAuthorizedClientService.class);
                    assertThat(context).hasSingleBean(OAuth2AuthorizedClientManager.class);
                    assertThat(context).hasSingleBean(OAuth2AuthorizationRequestResolver.class);
                    assertThat(context.getBean(SecurityFilterChain.class).getFilters())
                            .extracting(filter -> filter.getClass().getSimpleName())
                            .containsSubsequence(
                                    "LoginFilter",
                                    "OAuth2AuthorizationRequestRedirectFilter",
                                    "OAuth2LoginAuthenticationFilter");
                    assertThat(server.calls()).isEmpty();
                });
    }

    @Test
    void registrationsOfSpringBoot_stayBesideThem() {
        new WebApplicationContextRunner()
                .withConfiguration(all)
                .withPropertyValues(properties)
                .withPropertyValues(
                        "spring.security.oauth2.client.registration.github.client-id=by-hand",
                        "spring.security.oauth2.client.registration.github.client-secret=secret-of-github-1")
                .run(context -> assertThat(context.getBean(DcrClientRegistrationRepository.class))
                        .extracting(ClientRegistration::getRegistrationId)
                        .containsExactly("idp", "github"));
    }

    @Test
    void tokenClientOfTheApplication_isWrapped() {
        ResolvableType codes = ResolvableType.forClassWithGenerics(
                OAuth2AccessTokenResponseClient.class, OAuth2AuthorizationCodeGrantRequest.class);
        new WebApplicationContextRunner()
                .withConfiguration(all)
                .withPropertyValues(properties)
                .withBean(RestClientAuthorizationCodeTokenResponseClient.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBeanProvider(codes).getIfUnique())
                            .isNotNull()
                            .isNotInstanceOf(RestClientAuthorizationCodeTokenResponseClient.class);
                });
    }

    @Test
    void applicationWithoutTheWeb_hasTheRegistrations() {
        new ApplicationContextRunner()
                .withConfiguration(all)
                .withPropertyValues(properties)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context).hasSingleBean(DcrClientRegistrationRepository.class);
                });
    }

    @Test
    void ownRepository_isLeftAlone() {
        ClientRegistrationRepository own = id -> null;
        new WebApplicationContextRunner()
                .withConfiguration(all)
                .withPropertyValues(properties)
                .withBean(ClientRegistrationRepository.class, () -> own)
                .run(context -> assertThat(context.getBean(ClientRegistrationRepository.class))
                        .isSameAs(own));
    }
}
