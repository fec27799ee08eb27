package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which redirect URIs servers register. */
class RedirectUriBehaviourTest {
    private static List<@Nullable Object> registeredUris(OddServer server) {
        return server.fake().at(FakeEndpoint.REGISTRATION).calls().stream()
                .map(RecordedCall::json)
                .<@Nullable Object>map(members -> members.get("redirect_uris"))
                .toList();
    }

    @Test
    void loopbackPort_isRegisteredAndNoneAsWell() {
        try (OddServer server = new OddServer()) {
            DcrCredentials client = server.resolve(server.request().redirectUri("http://127.0.0.1:7777/callback"));
            DcrCredentials later = server.resolve(server.request().redirectUri("http://127.0.0.1:8888/callback"));

            assertThat(registeredUris(server))
                    .containsExactly(List.of("http://127.0.0.1:7777/callback", "http://127.0.0.1/callback"));
            assertThat(client.redirectUris()).containsExactly("http://127.0.0.1:7777/callback");
            assertThat(later.clientId()).isEqualTo(client.clientId());
            assertThat(later.redirectUris()).containsExactly("http://127.0.0.1:8888/callback");

            server.resolve(server.request()
                    .redirectUri("http://127.0.0.1:9999/callback")
                    .loopbackPortMatters());
            assertThat(registeredUris(server)).last().isEqualTo(List.of("http://127.0.0.1:9999/callback"));
        }
    }

    @ParameterizedTest
    @CsvSource({"invalid_redirect_uri, port expected", "invalid_client_metadata, no"})
    void loopbackUriWithoutPortRefused_isLeftOut(String error, String description) {
        try (OddServer server = new OddServer()) {
            server.fake()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(
                            FakeAnswer.refusal("invalid_scope", "no such scope"),
                            FakeAnswer.refusal(error, description));

            DcrCredentials client = server.resolve(server.request()
                    .redirectUri("http://127.0.0.1:7777/callback")
                    .scopes("a")
                    .dropRefusedScopes());

            assertThat(registeredUris(server))
                    .containsExactly(
                            List.of("http://127.0.0.1:7777/callback", "http://127.0.0.1/callback"),
                            List.of("http://127.0.0.1:7777/callback", "http://127.0.0.1/callback"),
                            List.of("http://127.0.0.1:7777/callback"));
            assertThat(client.redirectUris()).containsExactly("http://127.0.0.1:7777/callback");

            server.registration(FakeAnswer.refusal("invalid_redirect_uri", "no loopback here"));
            assertThat(server.refused(
                            server.request().variant("in any form").redirectUri("http://127.0.0.1:7777/callback")))
                    .hasMessageContaining("no loopback here");
            assertThat(registeredUris(server)).hasSize(5);
        }
    }

    @Test
    void loopbackPortStripped_isTheSameRedirectUri() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("redirect_uris", List.of("http://127.0.0.1/callback")));

            DcrCredentials client = server.resolve(server.request().redirectUri("http://127.0.0.1:7777/callback"));

            assertThat(client.redirectUris()).containsExactly("http://127.0.0.1:7777/callback");
            assertThat(server.published()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:7777/callback", "https://idp.example.com/own-callback"})
    void redirectUriReplaced_isRefusedAndDeleted(String registered) {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("redirect_uris", List.of(registered)));

            assertThat(server.refused(server.request().redirectUri("http://127.0.0.1:7777/callback")))
                    .hasMessageContaining("its redirect_uris lack one that was asked for");
            assertThat(server.fake().clients()).isEmpty();
        }
    }

    @Test
    void redirectUrisLeftOut_areThoseAskedFor() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.remove("redirect_uris"));

            assertThat(server.resolve().redirectUris()).containsExactly("https://app.example.com/oauth/callback");
            assertThat(server.published()).isEmpty();
            server.refusesStrict();
        }
    }

    @Test
    void redirectUriAdded_isToldAndRefusedWhenStrict() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put(
                    "redirect_uris", List.of("https://idp.example.com/own", "https://app.example.com/oauth/callback")));

            server.tolerates("redirect-uri-added");
        }
    }
}
