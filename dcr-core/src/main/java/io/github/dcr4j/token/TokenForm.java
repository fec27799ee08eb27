package io.github.dcr4j.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the request of a grant and a client (RFC 6749, section 3.2). */
final class TokenForm {
    private TokenForm() {}

    /**
     * Returns the request.
     *
     * @param key the key to authenticate with; {@code null} for a method that takes none
     */
    static TokenRequest request(
            TokenGrant grant, DcrCredentials client, ClientAuthentication authentication, @Nullable ClientKey key) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        headers.put("Accept", "application/json");
        Map<String, String> form = new LinkedHashMap<>(grant.form());
        if (key == null) {
            authentication.authenticate(client, headers::put, form::put);
        } else {
            authentication.authenticate(client, key, form::put);
        }
        String assertion = form.get("client_assertion");
        return new TokenRequest(client, headers, encoded(form), assertion == null ? null : Secret.of(assertion));
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
