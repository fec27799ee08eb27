package io.github.dcr4j.spring.security;

import io.github.dcr4j.DcrCredentials;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;

/**
 * Remembers which client has obtained a refresh token. Spring's services keep a token under the registration id and the
 * principal, and give it back with the registration that has this id then; after the client was replaced, that is
 * another client, and a refresh token must not be sent with another client's id (RFC 6749, section 6).
 *
 * <p>It keeps authorized clients in another service, whichever that is: in memory, in a database. What it adds stands
 * before the refresh token there, {@code dcr4j:GENERATION:CLIENT:}, and a program that loads an authorized client from
 * here does not see it. If the client that obtained a token is gone, the access token is given out without the refresh
 * token until it expires, and after that, nothing is: the user logs in again. A refresh token that was saved before
 * this service was there is taken for one of the current client. Thread-safe if the other service is.
 *
 * @see DcrSecurityConfiguration an example
 */
public final class DcrAuthorizedClientService implements OAuth2AuthorizedClientService {
    private static final String MARK = "dcr4j:";

    private final DcrClientRegistrationRepository registrations;
    private final OAuth2AuthorizedClientService clients;
    private final Clock clock;

    /**
     * Creates one.
     *
     * @param registrations the upstreams' registrations
     * @param clients where authorized clients are kept
     */
    public DcrAuthorizedClientService(
            DcrClientRegistrationRepository registrations, OAuth2AuthorizedClientService clients) {
        this(registrations, clients, Clock.systemUTC());
    }

    DcrAuthorizedClientService(
            DcrClientRegistrationRepository registrations, OAuth2AuthorizedClientService clients, Clock clock) {
        this.registrations = Objects.requireNonNull(registrations, "registrations");
        this.clients = Objects.requireNonNull(clients, "clients");
        this.clock = clock;
    }

    /** What is noted with a refresh token: its client, and the token as the server issued it. */
    private record Noted(String generation, String clientId, String token) {
        String text() {
            return MARK + generation + ":"
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(clientId.getBytes(StandardCharsets.UTF_8))
                    + ":" + token;
        }

        static @Nullable Noted of(String text) {
            String[] parts = text.split(":", 4);
            if (!text.startsWith(MARK) || parts.length < 4) {
                return null;
            }
            try {
                byte[] clientId = Base64.getUrlDecoder().decode(parts[2]);
                return new Noted(parts[1], new String(clientId, StandardCharsets.UTF_8), parts[3]);
            } catch (IllegalArgumentException e) {
                return null; // a token of the server's that begins like that
            }
        }

        @Override
        public String toString() {
            return "Noted";
        }
    }

    /**
     * Returns the authorized client, with the registration of the client that obtained its refresh token.
     *
     * @throws UpstreamUnavailableException if the upstream has no client that can be used
     */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is Spring's
    public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
            String clientRegistrationId, String principalName) {
        OAuth2AuthorizedClient kept = clients.loadAuthorizedClient(clientRegistrationId, principalName);
        UpstreamRegistrations upstream = registrations.upstream(clientRegistrationId);
        OAuth2RefreshToken refreshToken = kept == null ? null : kept.getRefreshToken();
        if (kept == null || upstream == null || refreshToken == null) {
            return (T) kept;
        }
        Noted noted = Noted.of(refreshToken.getTokenValue());
        return (T) (noted == null ? kept : withOwner(kept, refreshToken, noted, upstream));
    }

    private @Nullable OAuth2AuthorizedClient withOwner(
            OAuth2AuthorizedClient kept, OAuth2RefreshToken refreshToken, Noted noted, UpstreamRegistrations upstream) {
        ClientRegistration registration = kept.getClientRegistration();
        if (registration.getClientId().equals(noted.clientId)) {
            return with(kept, registration, refreshToken, noted);
        }
        DcrCredentials owner = upstream.owner(noted.clientId, noted.generation).orElse(null);
        if (owner != null) {
            return with(kept, ClientOfRegistration.as(registration, owner), refreshToken, noted);
        }
        boolean expired = kept.getAccessToken().getExpiresAt() != null
                && !clock.instant().isBefore(kept.getAccessToken().getExpiresAt());
        return expired
                ? null
                : new OAuth2AuthorizedClient(registration, kept.getPrincipalName(), kept.getAccessToken());
    }

    private static OAuth2AuthorizedClient with(
            OAuth2AuthorizedClient kept,
            ClientRegistration registration,
            OAuth2RefreshToken refreshToken,
            Noted noted) {
        return new OAuth2AuthorizedClient(
                registration,
                kept.getPrincipalName(),
                kept.getAccessToken(),
                new OAuth2RefreshToken(noted.token, refreshToken.getIssuedAt(), refreshToken.getExpiresAt()));
    }

    @Override
    public void saveAuthorizedClient(OAuth2AuthorizedClient authorizedClient, Authentication principal) {
        ClientRegistration registration = authorizedClient.getClientRegistration();
        OAuth2RefreshToken token = authorizedClient.getRefreshToken();
        String generation = ClientOfRegistration.generation(registration);
        if (token == null || generation == null || registrations.upstream(registration.getRegistrationId()) == null) {
            clients.saveAuthorizedClient(authorizedClient, principal);
            return;
        }
        Noted noted = new Noted(generation, registration.getClientId(), token.getTokenValue());
        clients.saveAuthorizedClient(
                new OAuth2AuthorizedClient(
                        registration,
                        authorizedClient.getPrincipalName(),
                        authorizedClient.getAccessToken(),
                        new OAuth2RefreshToken(noted.text(), token.getIssuedAt(), token.getExpiresAt())),
                principal);
    }

    @Override
    public void removeAuthorizedClient(String clientRegistrationId, String principalName) {
        clients.removeAuthorizedClient(clientRegistrationId, principalName);
    }
}
