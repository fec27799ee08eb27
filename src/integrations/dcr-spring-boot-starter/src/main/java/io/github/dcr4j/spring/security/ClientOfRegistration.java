package io.github.dcr4j.spring.security;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/** What of a registration is its client's: id, secret, method, where it asks for tokens, and which generation it is. */
final class ClientOfRegistration {
    private ClientOfRegistration() {}

    /** Returns which generation a registration is of; {@code null} if it does not say. */
    static @Nullable String generation(ClientRegistration registration) {
        Object noted = registration
                .getProviderDetails()
                .getConfigurationMetadata()
                .get(DcrClientRegistrationRepository.GENERATION);
        return noted instanceof String generation ? generation : null;
    }

    /** Returns {@code asked} as the registration of {@code client}, for one request to the token endpoint. */
    static ClientRegistration as(ClientRegistration asked, DcrCredentials client) {
        return set(ClientRegistration.withClientRegistration(asked), client)
                .scope(asked.getScopes())
                .providerConfigurationMetadata(marked(asked, client))
                .build();
    }

    /** Sets what is the client's. */
    static ClientRegistration.Builder set(ClientRegistration.Builder builder, DcrCredentials client) {
        return builder.clientId(client.clientId())
                .clientSecret(client.clientSecret().map(Secret::reveal).orElse(null))
                .clientAuthenticationMethod(new ClientAuthenticationMethod(
                        client.tokenEndpointAuthMethod().wireName()))
                .tokenUri(client.tokenEndpoint().toString());
    }

    /** Returns the metadata of a registration, with the generation of its client. */
    static Map<String, Object> marked(ClientRegistration registration, DcrCredentials client) {
        Map<String, Object> metadata =
                new LinkedHashMap<>(registration.getProviderDetails().getConfigurationMetadata());
        metadata.put(DcrClientRegistrationRepository.GENERATION, client.generation());
        return metadata;
    }
}
