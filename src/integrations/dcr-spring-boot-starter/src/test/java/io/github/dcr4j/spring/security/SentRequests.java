package io.github.dcr4j.spring.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;

/** Notes what Spring's clients send to the token endpoint: an application's own customization of them. Thread-safe. */
final class SentRequests implements ClientHttpRequestInterceptor {
    private final List<Sent> all = new CopyOnWriteArrayList<>();

    /**
     * A token request.
     *
     * @param clientId whose it says it is
     */
    record Sent(String clientId, Map<String, String> form, int status) {
        String grant() {
            return form.getOrDefault("grant_type", "");
        }
    }

    /** Returns a client as Spring's token clients have it, which notes. */
    RestClient restClient() {
        return RestClient.builder()
                .requestInterceptor(this)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }

    List<Sent> all() {
        return all;
    }

    List<Sent> of(String grant) {
        return all.stream().filter(sent -> sent.grant().equals(grant)).toList();
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        for (String each : new String(body, UTF_8).split("&", -1)) {
            int equals = each.indexOf('=');
            form.put(each.substring(0, equals), URLDecoder.decode(each.substring(equals + 1), UTF_8));
        }
        ClientHttpResponse response = execution.execute(request, body);
        all.add(new Sent(clientId(request, form), form, response.getStatusCode().value()));
        return response;
    }

    private static String clientId(HttpRequest request, Map<String, String> form) {
        String basic = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (basic == null) {
            return Objects.requireNonNull(form.get("client_id"));
        }
        String pair = new String(Base64.getDecoder().decode(basic.substring("Basic ".length())), UTF_8);
        return URLDecoder.decode(pair.substring(0, pair.indexOf(':')), UTF_8);
    }
}
