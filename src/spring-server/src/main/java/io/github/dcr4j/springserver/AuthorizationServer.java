package io.github.dcr4j.springserver;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;

/**
 * The authorization server as its reference guide sets one up: its endpoints behind one filter chain, a form login
 * behind another, everything in memory. Clients are registered by {@link RegistrationEndpoints}.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class AuthorizationServer {

    @Bean
    @Order(1)
    SecurityFilterChain protocolEndpoints(HttpSecurity http, ServerOptions options) {
        OAuth2AuthorizationServerConfigurer server = new OAuth2AuthorizationServerConfigurer();
        http.securityMatcher(server.getEndpointsMatcher());
        http.with(server, configured -> new RegistrationEndpoints(options).enable(configured));
        http.authorizeHttpRequests(requests -> {
            if (options.open()) {
                requests.requestMatchers(PathPatternRequestMatcher.withDefaults()
                                .matcher(HttpMethod.POST, "/**/oauth2/register"))
                        .permitAll();
            }
            requests.anyRequest().authenticated();
        });
        if (!options.apiOnly()) {
            MediaTypeRequestMatcher browser = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
            browser.setIgnoredMediaTypes(Set.of(MediaType.ALL)); // a program that takes anything
            http.exceptionHandling(failures -> failures.defaultAuthenticationEntryPointFor(
                    new LoginUrlAuthenticationEntryPoint("/login"), browser));
        }
        return http.build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain everythingElse(HttpSecurity http, ServerOptions options) {
        if (options.apiOnly()) {
            http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
            http.csrf(protection -> protection.disable());
            return http.build();
        }
        http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
        http.formLogin(Customizer.withDefaults());
        return http.build();
    }

    /** Leaves the issuer to the request: the port is not known before the server listens. */
    @Bean
    AuthorizationServerSettings settings(ServerOptions options) {
        return AuthorizationServerSettings.builder()
                .multipleIssuersAllowed(!options.issuerPath().isEmpty())
                .build();
    }

    @Bean
    RegisteredClientRepository clients(ServerOptions options, ForgetfulClients.Forgotten forgotten) {
        RegisteredClientRepository inMemory =
                new InMemoryRegisteredClientRepository(RegisteredClient.withId("registrar")
                        .clientId("registrar")
                        .clientSecret("{noop}" + options.registrarSecret())
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                        .scope("client.create")
                        .build());
        return new ForgetfulClients(inMemory, forgotten);
    }

    @Bean
    OAuth2AuthorizationService authorizations() {
        return new InMemoryOAuth2AuthorizationService();
    }

    /** Knows one user, whom the tests' browser logs in. */
    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("somebody").password("{noop}whatever").build());
    }

    @Bean
    JWKSource<SecurityContext> signingKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        RSAKey key = new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .privateKey(pair.getPrivate())
                .keyID(UUID.randomUUID().toString())
                .build();
        return new ImmutableJWKSet<>(new JWKSet(key));
    }

    @Bean
    JwtDecoder jwtDecoder(JWKSource<SecurityContext> signingKeys) {
        return OAuth2AuthorizationServerConfiguration.jwtDecoder(signingKeys);
    }
}
