package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form in which servers answer: media types, encodings, sizes, shapes of members. */
class AnswerFormBehaviourTest {
    @ParameterizedTest
    @ValueSource(strings = {"contacts", "client_uri", "logo_uri"})
    void presentationalMemberNullOrEmpty_isNotKept(String member) {
        try (OddServer server = new OddServer()) {
            for (Object nothing : Arrays.asList(null, "")) {
                server.registered(answer -> answer.put(member, nothing));

                DcrCredentials client = server.resolve(server.request().variant(member + nothing));

                assertThat(client.registeredMetadata()).doesNotContain(member);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "grant_types, null, null-member",
                "token_endpoint_auth_method, '', empty-member",
                "redirect_uris, null, null-member",
                "scope, null, null-member"
            })
    void memberNullOrEmpty_countsAsAbsent(String member, String value, String code) {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put(member, value));

            DcrCredentials client = server.tolerates(code);

            assertThat(client.grantTypes()).contains("authorization_code");
            assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
            assertThat(client.redirectUris()).containsExactly("https://app.example.com/oauth/callback");
            assertThat(client.requestedScopes()).containsExactly("openid");
            if (member.equals("scope")) {
                assertThat(client.scopes()).isEmpty();
            } else {
                assertThat(client.scopes()).containsExactly("openid");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scope", "scopes"})
    void scopesAsAnArrayOrUnderAnOldName_areRead(String member) {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> {
                answer.remove("scope");
                answer.put(member, List.of("openid"));
            });

            assertThat(server.tolerates("scope-shape").scopes()).containsExactly("openid");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/json", "application/octet-stream"})
    void answerUnderAnotherMediaType_isRead(String type) {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.asUsual().withHeader("Content-Type", type));

            server.tolerates("media-type");
        }
    }

    @Test
    void latin1DeclaredAndSent_isRead() {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.asUsual().withHeader("Content-Type", "application/json;charset=ISO-8859-1"));
            server.registered(answer -> answer.put("client_name", "M\u00fcllers Programm"));

            assertThat(server.tolerates("charset").registeredMetadata()).contains("M\u00fcllers Programm");
        }
    }

    @Test
    void latin1DeclaredAndUtf8Sent_isUtf8() {
        try (OddServer server = new OddServer()) {
            server.registration(
                    FakeAnswer.asUsual().withHeader("Content-Type", "application/json;charset=iso-8859-1; x"));
            server.registered(answer -> answer.put("client_name", "M\u00fcllers Programm"));

            assertThat(server.allows().registeredMetadata()).contains("M\u00fcllers Programm");
        }
    }

    @Test
    void answerCompressedUnasked_isRead() {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.asUsual().withHeader("Content-Encoding", "gzip"));

            server.tolerates("content-encoding");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json;charset=utf-8", "Application/JSON", "application/json ; x=y"})
    void mediaTypeWithParametersOrInCapitals_isNoDeviation(String type) {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.asUsual().withHeader("Content-Type", type));

            server.allows();
        }
    }

    @Test
    void answerTooLarge_isRefusedAndTheClientInItIsDeleted() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("tos_uri", "https://idp.example.com/" + "x".repeat(300_000)));

            DcrException failure = server.refused();

            assertThat(failure).hasMessageContaining("the body is larger than is read");
            assertThat(server.fake().clients()).isEmpty();
        }
    }

    @Test
    void answerThatDrips_isCutOffAtTheCallsTimeOut() {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.asUsual().dripping(1, Duration.ofMillis(20)));
            DcrResolver impatient = server.kit()
                    .newResolver(settings ->
                            settings.callTimeout(Pace.stretched(Duration.ofMillis(500), Duration.ofSeconds(3))));

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> impatient.resolve(server.request().build()));

            assertThat(failure).hasMessageContaining("did not come in time");
            assertThat(server.registrations()).hasSize(1);
        }
    }

    @Test
    void numberForTheClientId_isItsDecimalText() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> {
                answer.put("client_id", 42);
                answer.put("client_id_issued_at", String.valueOf(answer.get("client_id_issued_at")));
            });

            assertThat(server.tolerates("number-for-string", "string-for-number")
                            .clientId())
                    .isEqualTo("42");
        }
    }

    @Test
    void authMethodAsAnArrayOfOne_isThatMethod() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("token_endpoint_auth_method", List.of("client_secret_basic")));

            DcrCredentials client = server.tolerates("array-for-string");

            assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
        }
    }
}
