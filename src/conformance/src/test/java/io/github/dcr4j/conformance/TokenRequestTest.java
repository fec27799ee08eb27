package io.github.dcr4j.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.testkit.DcrTestKit;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The credentials are good for a token request, by whichever method they were registered with. */
class TokenRequestTest {
    @ParameterizedTest
    @EnumSource(names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"})
    void authenticate_registeredMethod_isAcceptedUntilTheSecretExpires(TokenEndpointAuthMethod method)
            throws Exception {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials client = kit.resolver()
                    .resolve(kit.requestBuilder()
                            .grantTypes("client_credentials")
                            .authMethods(method)
                            .build());

            HttpResponse<String> answer = tokenRequest(client);
            kit.clock().advance(Duration.ofHours(1));
            HttpResponse<String> tooLate = tokenRequest(client);

            assertThat(client.tokenEndpointAuthMethod()).isEqualTo(method);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(tooLate.statusCode()).isEqualTo(401);
            assertThat(tooLate.body()).contains("invalid_client");
        }
    }

    private static HttpResponse<String> tokenRequest(DcrCredentials client) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(client.tokenEndpoint());
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        client.authenticate(request::header, form::put);
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        request.header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(body));
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
