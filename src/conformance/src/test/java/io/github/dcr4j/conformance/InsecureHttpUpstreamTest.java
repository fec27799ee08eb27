package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.server.ServerAnswer;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerHttpException;
import io.github.dcr4j.server.ServerRequest;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.net.URI;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** A client that was registered by hand, at a server in a container to which {@code http} is opened. */
class InsecureHttpUpstreamTest extends InsecureHttpFixture {
    @Test
    void serverHttp_opened_callsThatHostAndNoOther() throws Exception {
        try (Upstreams upstreams = Upstreams.builder(UpstreamsJson.parse("""
                        {"consumer": "https://app.example.com", "upstreams": [
                          {"name": "a", "clientId": "id-1", "insecureHttp": "keycloak:8080",
                           "authorizationEndpoint": "http://keycloak:8080/authorize",
                           "tokenEndpoint": "http://keycloak:8080/token"}]}"""))
                .store(kit.store())
                .resolver(settings -> settings.httpClient(new OkHttpClient.Builder()
                        .dns(host -> List.of(addressOf(host)))
                        .socketFactory(new ToTheFake())
                        .build()))
                .open()) {
            ServerHttp http = upstreams.client("a").serverHttp();

            ServerAnswer answer =
                    http.send(ServerRequest.post(URI.create(ORIGIN + "/token"), Map.of("grant_type", "x")));
            ServerHttpException elsewhere = catchThrowableOfType(
                    ServerHttpException.class,
                    () -> http.send(ServerRequest.get(URI.create("http://keycloak:8081/token"))));

            assertThat(answer.status()).isBetween(400, 499);
            assertThat(elsewhere.sent()).isFalse();
            assertThat(elsewhere).hasMessageContaining("https is required");
            assertThat(dialled).containsExactly("keycloak:8080");
        }
    }
}
