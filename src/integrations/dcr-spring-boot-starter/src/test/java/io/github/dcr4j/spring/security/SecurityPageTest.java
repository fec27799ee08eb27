package io.github.dcr4j.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/** What the page about Spring Security shows is code that runs. */
class SecurityPageTest {
    private static final Path TESTS = Path.of("src/test/java/io/github/dcr4j/spring/security");
    private static final Path PAGE = Path.of("../../docs/spring-security.md");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static String singleSpaced(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @Test
    void blocks_areCodeThatIsTested() throws IOException {
        String code = singleSpaced(Files.readString(TESTS.resolve("SecurityPageTest.java"))
                + Files.readString(TESTS.resolve("SecurityConfiguration.java")));

        List<String> blocks = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult block) -> singleSpaced(block.group(1)))
                .toList();

        assertThat(blocks).hasSize(3).allSatisfy(block -> assertThat(code).contains(block));
    }

    @Test
    void code_ofThePage_runs() {
        try (DcrTestKit kit = DcrTestKit.start();
                Upstreams upstreams = upstreams(kit);
                AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext()) {
            spring.setServletContext(new MockServletContext());
            spring.addBeanFactoryPostProcessor(beans -> beans.registerSingleton("upstreams", upstreams));
            spring.register(SecurityConfiguration.class, OwnBeans.class);
            spring.refresh();
            assertThat(kit.server().calls()).isEmpty();

            assertThat(spring.getBean(DcrClientRegistrationRepository.class))
                    .extracting(ClientRegistration::getClientName)
                    .containsExactly("Log in with idp", "Log in with reports");
            OAuth2AuthorizedClient authorized =
                    Objects.requireNonNull(spring.getBean(OAuth2AuthorizedClientManager.class)
                            .authorize(OAuth2AuthorizeRequest.withClientRegistrationId("reports")
                                    .principal("the-service")
                                    .build()));

            assertThat(authorized.getAccessToken().getTokenValue()).isNotEmpty();
            assertThat(kit.server().at(FakeEndpoint.TOKEN).count()).isEqualTo(1);
        }
    }

    private static Upstreams upstreams(DcrTestKit kit) {
        UpstreamConfig login = UpstreamConfig.builder("idp")
                .dcr(request -> request.upstreamIssuer(kit.server().issuer()))
                .build();
        UpstreamConfig headless = UpstreamConfig.builder("reports")
                .dcr(request -> request.upstreamIssuer(kit.server().issuer()).grantTypes("client_credentials"))
                .build();
        return Upstreams.builder(new UpstreamsConfig("https://app.example.com", null, List.of(login, headless)))
                .store(kit.store())
                .clock(kit.clock())
                .open();
    }

    @Configuration
    static class OwnBeans {
        @Bean
        DcrClientRegistrationCustomizer names() {
            return (upstream, registration) ->
                    registration.clientName("Log in with " + upstream.name()).userNameAttributeName("email");
        }

        @Bean
        OAuth2AuthorizedClientManager backgroundWork(
                ClientRegistrationRepository registrations,
                OAuth2AuthorizedClientService authorizedClients,
                DcrTokenResponseClients tokenClients) {
            AuthorizedClientServiceOAuth2AuthorizedClientManager manager =
                    new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, authorizedClients);
            manager.setAuthorizedClientProvider(tokenClients.authorizedClientProvider());
            return manager;
        }
    }
}
