package io.github.dcr4j.spring.security;

import io.github.dcr4j.upstream.Upstreams;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** A web application with a login, as Spring's reference guide sets one up, without Spring Boot, on a port of loopback. */
final class LoginApplication implements AutoCloseable {
    static final String UPSTREAM = "login";
    private static final String LOOPBACK = "127.0.0.1";

    private final Tomcat tomcat = new Tomcat();
    private final AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
    private final SentRequests sent = new SentRequests();
    private final URI address;
    private final Upstreams upstreams;
    private final @Nullable MapSessionRepository sessions;

    /**
     * Starts it.
     *
     * @param upstreams opens the upstreams for the application's redirect URI
     */
    LoginApplication(Function<String, Upstreams> upstreams) throws IOException, LifecycleException {
        this(upstreams, null);
    }

    /**
     * Starts a replica.
     *
     * @param sessions has the sessions of all replicas; {@code null} for sessions of its own
     */
    LoginApplication(Function<String, Upstreams> upstreams, @Nullable MapSessionRepository sessions)
            throws IOException, LifecycleException {
        this.sessions = sessions;
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", LOOPBACK);
        tomcat.setBaseDir(Files.createTempDirectory("login-application").toString());
        tomcat.setConnector(connector);
        tomcat.getServer(); // with the service and the connector
        tomcat.init();
        address = URI.create("http://" + LOOPBACK + ":" + connector.getLocalPort());
        this.upstreams = upstreams.apply(address + "/login/oauth2/code/" + UPSTREAM);
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer((classes, servlets) -> install(servlets), Set.of());
        tomcat.start();
        if (!context.getState().isAvailable()) {
            throw new IllegalStateException("the application's configuration failed");
        }
    }

    private void install(ServletContext servlets) {
        spring.setServletContext(servlets);
        spring.addBeanFactoryPostProcessor(beans -> {
            beans.registerSingleton("upstreams", upstreams);
            beans.registerSingleton("sent", sent);
        });
        spring.register(Application.class, Pages.class);
        spring.refresh();
        if (sessions != null) {
            servlets.addFilter("sessions", new SessionRepositoryFilter<>(sessions))
                    .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        }
        servlets.addFilter("security", spring.getBean("springSecurityFilterChain", Filter.class))
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        servlets.addServlet("pages", new DispatcherServlet(spring)).addMapping("/");
    }

    URI at(String path) {
        return address.resolve(path);
    }

    Upstreams upstreams() {
        return upstreams;
    }

    SentRequests sent() {
        return sent;
    }

    <T> T bean(Class<T> type) {
        return spring.getBean(type);
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        spring.close();
        upstreams.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @EnableWebMvc
    @Import(DcrSecurityConfiguration.class)
    static class Application {
        @Bean
        SecurityFilterChain chain(HttpSecurity http) {
            http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
            http.oauth2Login(Customizer.withDefaults());
            http.oauth2Client(Customizer.withDefaults());
            return http.build();
        }

        /** The application's own customizations, which have to stay. */
        @Bean
        OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> codes(SentRequests sent) {
            RestClientAuthorizationCodeTokenResponseClient client =
                    new RestClientAuthorizationCodeTokenResponseClient();
            client.setRestClient(sent.restClient());
            return client;
        }

        @Bean
        OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshes(SentRequests sent) {
            RestClientRefreshTokenTokenResponseClient client = new RestClientRefreshTokenTokenResponseClient();
            client.setRestClient(sent.restClient());
            return client;
        }
    }

    @RestController
    static class Pages {
        private final OAuth2AuthorizedClientService authorized;

        Pages(OAuth2AuthorizedClientService authorized) {
            this.authorized = authorized;
        }

        @GetMapping("/me")
        String me(Authentication user) {
            return "user=" + user.getName();
        }

        /** Says whose token the application would use. */
        @GetMapping("/token")
        String token(@RegisteredOAuth2AuthorizedClient(UPSTREAM) OAuth2AuthorizedClient client) {
            return "client=" + client.getClientRegistration().getClientId();
        }

        /** Lets the user's access token expire. */
        @GetMapping("/expire")
        String expire(Authentication user) {
            OAuth2AuthorizedClient client =
                    Objects.requireNonNull(authorized.loadAuthorizedClient(UPSTREAM, user.getName()));
            OAuth2AccessToken token = client.getAccessToken();
            Instant issued = Instant.now().minusSeconds(7200);
            authorized.saveAuthorizedClient(
                    new OAuth2AuthorizedClient(
                            client.getClientRegistration(),
                            client.getPrincipalName(),
                            new OAuth2AccessToken(
                                    token.getTokenType(),
                                    token.getTokenValue(),
                                    issued,
                                    issued.plusSeconds(60),
                                    token.getScopes()),
                            client.getRefreshToken()),
                    user);
            return "expired";
        }
    }
}
