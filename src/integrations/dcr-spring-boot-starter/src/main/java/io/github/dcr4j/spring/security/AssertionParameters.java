package io.github.dcr4j.spring.security;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.client.endpoint.AbstractOAuth2AuthorizationGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Carries the assertion by which a client authenticates (RFC 7523, section 2.2) from the library, which signs it, into
 * the form that Spring makes: in the metadata of a registration that is used for one request. Thread-safe.
 *
 * @param <T> the grant's requests
 */
final class AssertionParameters<T extends AbstractOAuth2AuthorizationGrantRequest>
        implements Converter<T, MultiValueMap<String, String>> {
    private static final String TYPE = "client_assertion_type";
    private static final String ASSERTION = "client_assertion";
    private static final String PREFIX = "io.github.dcr4j.form.";

    /** Returns {@code registration} with the assertion of a form, for one request; the same if there is none. */
    static ClientRegistration added(ClientRegistration registration, String form) {
        String assertion = parameter(form, ASSERTION);
        String type = parameter(form, TYPE);
        if (assertion == null || type == null) {
            return registration;
        }
        Map<String, Object> metadata =
                new LinkedHashMap<>(registration.getProviderDetails().getConfigurationMetadata());
        metadata.put(PREFIX + ASSERTION, assertion);
        metadata.put(PREFIX + TYPE, type);
        return ClientRegistration.withClientRegistration(registration)
                .scope(registration.getScopes())
                .providerConfigurationMetadata(metadata)
                .build();
    }

    private static @Nullable String parameter(String form, String name) {
        for (String each : form.split("&", -1)) {
            if (each.startsWith(name + "=")) {
                return URLDecoder.decode(each.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    @Override
    public MultiValueMap<String, String> convert(T request) {
        Map<String, Object> metadata =
                request.getClientRegistration().getProviderDetails().getConfigurationMetadata();
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        for (String name : new String[] {TYPE, ASSERTION}) {
            if (metadata.get(PREFIX + name) instanceof String value) {
                parameters.add(name, value);
            }
        }
        return parameters;
    }
}
