package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers answer when they have registered a client. */
class AnswerBehaviourTest {
    private static final String EXPIRY = "client_secret_expires_at";

    @Test
    void secretOfAPublicClientEmpty_countsAsAbsent() {
        try (OddServer server =
                new OddServer(FakeAuthorizationServer.builder().authMethods(TokenEndpointAuthMethod.NONE))) {
            server.registered(answer -> answer.put("client_secret", ""));

            assertThat(server.tolerates("empty-member").clientSecret()).isEmpty();
        }
    }

    @Test
    void anotherUsableMethod_isUsed() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("token_endpoint_auth_method", "client_secret_post"));

            assertThat(server.allows("auth-method-replaced").tokenEndpointAuthMethod())
                    .isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_POST);
        }
    }

    @Test
    void secretForAPublicClient_isNotKept() {
        try (OddServer server =
                new OddServer(FakeAuthorizationServer.builder().authMethods(TokenEndpointAuthMethod.NONE))) {
            server.registered(answer -> {
                answer.put("client_secret", "unneeded-secret-1");
                answer.put(EXPIRY, 0);
            });

            assertThat(server.allows().clientSecret()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"private_key_jwt", "tls_client_auth", "none", "client_secret_jwt"})
    void anotherMethodThatCannotBeUsed_isRefusedAndDeleted(String method) {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("token_endpoint_auth_method", method));

            DcrException failure = server.refused(server.request()
                    .authMethods(
                            TokenEndpointAuthMethod.CLIENT_SECRET_BASIC, TokenEndpointAuthMethod.CLIENT_SECRET_POST));

            assertThat(failure)
                    .hasMessageContaining(
                            "its token_endpoint_auth_method is " + method + " where client_secret_basic was asked for");
            assertThat(server.fake().clients()).isEmpty();
        }
    }

    @Test
    void secretMethodWithoutSecret_isRefusedAndDeleted() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.remove("client_secret"));

            assertThat(server.refused())
                    .hasMessageContaining("its client_secret is missing, and client_secret_basic needs one");
            assertThat(server.fake().clients()).isEmpty();
        }
    }

    @Test
    void responseTypesWithoutCode_areRefusedAndTheClientIsDeleted() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("response_types", List.of("token")));

            assertThat(server.refused()).hasMessageContaining("its response_types lack code");
            assertThat(server.fake().clients()).isEmpty();
        }
    }

    @Test
    void grantsEchoedThatWillNotBeHonoured_areHandedOnAsTheyAre() {
        try (OddServer server = new OddServer()) {
            List<String> echoed = List.of("authorization_code", "refresh_token", "client_credentials");
            server.registered(answer -> answer.put("grant_types", echoed));

            assertThat(server.allows("grant-added").grantTypes()).containsExactlyInAnyOrderElementsOf(echoed);
        }
    }

    @Test
    void managementAddressRelative_isSeenFromTheRegistrationEndpoint() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("registration_client_uri", "/register/" + answer.get("client_id")));

            DcrCredentials client = server.tolerates("relative-url");

            assertThat(client.management())
                    .hasValueSatisfying(management -> assertThat(management.registrationClientUri())
                            .hasToString(server.fake().issuer() + "/register/" + client.clientId()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://as.internal:8443/register/1, foreign-url",
        "http://as.internal/register/1, unusable-url",
        "https://user@as.example.com/register/1, unusable-url"
    })
    void managementAddressElsewhere_isNotUsed(String address, String code) {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("registration_client_uri", address));

            DcrCredentials client = server.resolve();

            assertThat(client.management()).isEmpty();
            assertThat(server.published()).contains(code);
        }
    }

    @Test
    void hashInThePlaceOfTheSecret_isTakenAndTold() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("client_secret", "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ld"));

            assertThat(server.tolerates("stored-secret").clientSecret()).isPresent();
        }
    }

    @Test
    void managementAddressAnswers404_theClientIsReportedAsLeftBehind() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("token_endpoint_auth_method", "tls_client_auth"));
            server.fake().at(FakeEndpoint.MANAGEMENT).answerAlways(FakeAnswer.status(404));

            DcrException failure = server.refused();

            assertThat(failure.orphan()).isPresent();
            assertThat(server.kit().events().of(DcrEvent.ClientDeleted.class)).isEmpty();
            assertThat(server.kit().events().of(DcrEvent.Orphaned.class)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"registration_client_uri", "registration_access_token"})
    void halfOfTheManagementData_isNone(String missing) {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.remove(missing));

            assertThat(server.tolerates("management-incomplete").management()).isEmpty();
        }
    }

    @Test
    void issuerInTheAnswer_bindsNothing() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("issuer", "https://evil.example.com"));

            DcrCredentials client = server.allows("unsolicited-member");

            assertThat(client.issuer()).hasValue(server.fake().issuer());
            assertThat(client.registeredMetadata()).doesNotContain("evil");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "data:text/html,x", " JavaScript:alert(1)"})
    void addressThatWouldRun_isNotKept(String address) {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put("logo_uri", address));

            assertThat(server.tolerates("active-content-url").registeredMetadata())
                    .doesNotContain("logo_uri");
        }
    }

    @Test
    void sameClientForEqualMetadata_isANewGenerationOfItAndNotDeleted() {
        try (OddServer server = new OddServer(FakeAuthorizationServer.builder().secretLife(Duration.ofHours(1)))) {
            DcrCredentials first = server.resolve();
            server.registered(answer -> answer.put("client_id", first.clientId()));
            server.kit().clock().advance(Duration.ofHours(2));

            DcrCredentials second = server.resolve();

            assertThat(second.clientId()).isEqualTo(first.clientId());
            assertThat(second.generation()).isNotEqualTo(first.generation());
            assertThat(server.fake().at(FakeEndpoint.MANAGEMENT).calls())
                    .extracting(RecordedCall::method)
                    .doesNotContain("DELETE");
        }
    }
}
