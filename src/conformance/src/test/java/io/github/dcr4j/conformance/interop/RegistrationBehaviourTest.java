package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers do when a client wants to be registered. */
class RegistrationBehaviourTest {
    @Test
    void status200_isTolerated() {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.asUsual().withStatus(200));

            server.tolerates("status");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204, 206})
    void otherSuccess_isRefusedAndWhatWasRegisteredIsDeletedOrReported(int status) {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.asUsual().withStatus(status));

            DcrException failure = server.refused();

            assertThat(failure).hasMessageContaining("(status " + status + ") cannot be used");
            assertThat(server.fake().clients().isEmpty()
                            || !server.kit()
                                    .events()
                                    .of(DcrEvent.OrphanSuspected.class)
                                    .isEmpty())
                    .as("deleted, or suspected where the answer does not say whom")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirect_isNotFollowedAndSaysWhereItPoints(int status) {
        try (OddServer server = new OddServer()) {
            String elsewhere = server.fake().issuer() + "/login";
            server.registration(FakeAnswer.status(status).withHeader("Location", elsewhere + "?next=%2Fregister#top"));

            DcrException failure =
                    server.refused(server.request().initialAccessToken(() -> Secret.of("initial-access-token-2")));

            assertThat(failure)
                    .hasMessageContaining("it points to " + elsewhere + ", and a registration does not follow")
                    .hasMessageNotContaining("next=");
            assertThat(server.registrations()).hasSize(1);
            assertThat(server.fake().calls()).noneMatch(call -> call.path().equals("/login"));
        }
    }

    @ParameterizedTest
    @CsvSource({"429, 120, 120", "503, 7, 7", "429, 86400, 3600", "429, 0, 1"})
    void throttled_isHeldBackAsLongAsAskedWithinLimits(int status, String asked, int seconds) {
        try (OddServer server = new OddServer()) {
            FakeAnswer busy = FakeAnswer.status(status).withBody("text/plain", "slow down");
            server.registration(busy.withHeader("Retry-After", asked));

            DcrException failure = server.refused();
            DcrException held = server.refused();

            assertThat(failure.retryable()).isTrue();
            assertThat(held).hasMessageStartingWith("no registration is tried for another " + seconds + " s, because");
            assertThat(held.step()).isEqualTo(Step.CLAIM);
            assertThat(held.retryAfter()).hasValue(Duration.ofSeconds(seconds));
            assertThat(server.registrations()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void throttledWithoutRetryAfter_isHeldBackForUpToASecond(int status) {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.status(status).withBody("text/plain", "slow down"));

            server.refused();
            DcrException held = server.refused();

            assertThat(held.step()).isEqualTo(Step.CLAIM);
            assertThat(held.retryAfter().orElseThrow()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
            assertThat(server.registrations()).hasSize(1);
        }
    }

    @Test
    void insufficientScopeOfAPolicy_isToldWithTheServersWordsAndNotRetryable() {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.json(
                    403,
                    Map.of(
                            "error", "insufficient_scope",
                            "error_description", "Policy 'Trusted Hosts' rejected request")));

            DcrException failure = server.refused();

            assertThat(failure.retryable()).isFalse();
            assertThat(failure)
                    .hasMessageContaining("Policy 'Trusted Hosts' rejected request")
                    .hasMessageContaining("only from hosts that it trusts")
                    .hasMessageContaining("client registration policies")
                    .hasMessageNotContaining("scopes");
        }
    }

    static Stream<Arguments> shapelessErrors() {
        return Stream.of(
                Arguments.of(
                        "text/html",
                        "<html><head><title>Access denied | WAF</title></head></html>",
                        "Access denied | WAF"),
                Arguments.of("text/plain", "error code: 1010", "error code: 1010"),
                Arguments.of("text/html", "", "403"),
                Arguments.of("application/json", "{\"message\":\"name is taken\"}", "name is taken"),
                Arguments.of(
                        "application/json",
                        "{\"error\":\"invalid\",\"error_description\":{\"redirect_uris\":[\"not allowed\"]}}",
                        "{'redirect_uris':['not allowed']}"),
                Arguments.of("application/json", "{\"code\":42,\"error\":1010,\"detail\":\"blocked\"}", "blocked"),
                Arguments.of("application/json", "{\"error\":", "403"),
                Arguments.of("text/html", "\u001b[31m<html>\u202ered\u0007 text</html>", "red text"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("shapelessErrors")
    void errorInNoShape_isToldWithStatusAndACleanExcerpt(String type, String body, String told) {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.status(403).withBody(type, body));

            DcrException failure = server.refused();

            assertThat(failure)
                    .isInstanceOfSatisfying(
                            DcrRefusedException.class,
                            refused -> assertThat(refused.status()).isEqualTo(403));
            assertThat(failure).hasMessageContaining(told).hasMessageContaining("was refused: 403");
            assertThat(failure.getMessage()).doesNotContainPattern("\\p{Cntrl}|\\u202e");
            assertThat(failure.getCause()).as("the attempt's own").hasNoCause();
        }
    }

    @Test
    void scopeRefused_theMessageNamesTheWayOutAndItWorks() {
        try (OddServer server = new OddServer()) {
            server.fake()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.refusal("invalid_scope", "scope must not be sent"));

            DcrException failure = server.refused();
            server.resolve(server.request().scopePolicy(ScopePolicy.OMIT));

            assertThat(failure).hasMessageContaining("(OMIT sends none)");
            assertThat(server.sent()).doesNotContainKey("scope");
        }
    }

    @Test
    void scopeRequired_theServersOwnListIsSentByThePolicy() {
        try (OddServer server = new OddServer(FakeAuthorizationServer.builder().scopes("openid", "mail"))) {
            server.resolve(server.kit().requestBuilder().scopePolicy(ScopePolicy.SERVER_LIST));

            assertThat(String.valueOf(server.sent().get("scope")).split(" "))
                    .containsExactlyInAnyOrder("openid", "mail");
        }
    }

    @Test
    void refreshTokenGrantNotSupported_isNotAskedFor() {
        try (OddServer server = new OddServer(FakeAuthorizationServer.builder().grantTypes("authorization_code"))) {
            server.resolve();

            assertThat(server.sent()).containsEntry("grant_types", List.of("authorization_code"));
        }
    }

    @Test
    void refreshTokenGrantRefusedThoughNotListed_theCallerLeavesItOut() {
        try (OddServer server = new OddServer()) {
            server.resolve(server.request().grantTypes("authorization_code"));

            assertThat(server.sent()).containsEntry("grant_types", List.of("authorization_code"));
        }
    }

    @Test
    void publicClientsOnly_isFoundOutFromTheMetadata() {
        try (OddServer server =
                new OddServer(FakeAuthorizationServer.builder().authMethods(TokenEndpointAuthMethod.NONE))) {
            DcrCredentials client = server.resolve();

            assertThat(server.sent()).containsEntry("token_endpoint_auth_method", "none");
            assertThat(client.clientSecret()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:7777/callback, native",
        "http://localhost:7777/callback, native",
        "com.example.app:/callback, native",
        "https://localhost/callback, web",
        "https://app.example.com/callback, web"
    })
    void applicationType_isAlwaysSent(String redirectUri, String type) {
        try (OddServer server = new OddServer()) {
            server.resolve(server.request().redirectUri(redirectUri));
            server.resolve(server.request().redirectUri(redirectUri).metadata(m -> m.applicationType("web")));

            assertThat(server.registrations().get(0).json()).containsEntry("application_type", type);
            assertThat(server.sent()).as("the caller's own choice").containsEntry("application_type", "web");
        }
    }

    @Test
    void nameRequiredAndNullsRefused_aNameIsAlwaysSentAndNullNever() {
        try (OddServer server = new OddServer()) {
            server.resolve();
            server.resolve(server.request()
                    .clientName("Gateway")
                    .metadata(m -> m.localized("client_name", "de", "Zugang")
                            .softwareStatement("e30.e30.c2ln")
                            .member("policy_hints", List.of("eu"))));

            assertThat(server.registrations())
                    .allSatisfy(call -> assertThat(call.json()).doesNotContainValue(null));
            assertThat(server.registrations().get(0).json()).containsEntry("client_name", "https://app.example.com");
            assertThat(server.sent())
                    .containsEntry("client_name", "Gateway")
                    .containsEntry("client_name#de", "Zugang")
                    .containsEntry("software_statement", "e30.e30.c2ln")
                    .containsEntry("policy_hints", List.of("eu"));
        }
    }

    @Test
    void connectionDroppedAfterTheClientWasMade_isNotRepeatedAndReported() {
        try (OddServer server = new OddServer()) {
            server.fake().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.droppedAfterProcessing());

            DcrException failure = server.refused();

            assertThat(failure).hasMessageContaining("a client that no store knows may exist there");
            assertThat(server.registrations()).hasSize(1);
            assertThat(server.kit().events().of(DcrEvent.OrphanSuspected.class)).hasSize(1);
        }
    }
}
