package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers answer when they have registered a client. */
class AnswerBehaviourTest {
    private static final String EXPIRY = "client_secret_expires_at";

    @Test
    void expiryMissing_countsAsNever() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.remove(EXPIRY));

            assertThat(server.tolerates("missing-member").clientSecretExpiresAt())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -62_135_596_800L})
    void expiryNegative_countsAsNever(long expiry) {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put(EXPIRY, expiry));

            assertThat(server.tolerates("time-out-of-range").clientSecretExpiresAt())
                    .isEmpty();
        }
    }

    @Test
    void expiryNull_countsAsNever() {
        try (OddServer server = new OddServer()) {
            server.registered(answer -> answer.put(EXPIRY, null));

            assertThat(server.tolerates("null-member").clientSecretExpiresAt()).isEmpty();
        }
    }

    @Test
    void expiryAsText_isRead() {
        try (OddServer server = new OddServer()) {
            Instant inAnHour = inAnHour(server);
            server.registered(answer -> answer.put(EXPIRY, String.valueOf(inAnHour.getEpochSecond())));

            assertThat(server.tolerates("string-for-number").clientSecretExpiresAt())
                    .hasValue(inAnHour);
        }
    }

    @Test
    void expiryWithAFraction_isRead() {
        try (OddServer server = new OddServer()) {
            Instant inAnHour = inAnHour(server);
            server.registered(answer -> answer.put(EXPIRY, inAnHour.getEpochSecond() + 0.5));

            assertThat(server.tolerates("fraction").clientSecretExpiresAt()).hasValue(inAnHour);
        }
    }

    @Test
    void timesInMilliseconds_areRead() {
        try (OddServer server = new OddServer()) {
            Instant inAnHour = inAnHour(server);
            server.registered(answer -> {
                answer.put(EXPIRY, inAnHour.toEpochMilli());
                answer.put("client_id_issued_at", inAnHour.minusSeconds(3_600).toEpochMilli());
            });

            DcrCredentials client = server.tolerates("milliseconds", "milliseconds");

            assertThat(client.clientSecretExpiresAt()).hasValue(inAnHour);
            assertThat(client.clientIdIssuedAt()).hasValue(inAnHour.minusSeconds(3_600));
        }
    }

    private static Instant inAnHour(OddServer server) {
        return Instant.ofEpochSecond(server.kit().clock().millis() / 1_000).plusSeconds(3_600);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -10, 0})
    void expiredOnArrival_isRefusedAndDeletedAndNotAskedForInALoop(long offset) {
        try (OddServer server = new OddServer()) {
            long past = offset == 1 ? 1 : server.kit().clock().millis() / 1_000 + offset;
            server.registered(answer -> answer.put(EXPIRY, past));

            DcrException failure = server.refused();
            DcrException held = server.refused();

            assertThat(failure).hasMessageContaining("the secret expired on arrival; compare the clocks");
            assertThat(held.step()).isEqualTo(DcrException.Step.CLAIM);
            assertThat(server.registrations()).hasSize(1);
            assertThat(server.fake().clients()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_999_999_999L})
    void expiryOfAPublicClient_isIgnored(long expiry) {
        try (OddServer server =
                new OddServer(FakeAuthorizationServer.builder().authMethods(TokenEndpointAuthMethod.NONE))) {
            server.registered(answer -> answer.put(EXPIRY, expiry));

            assertThat(server.allows().clientSecretExpiresAt()).isEmpty();
        }
    }

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

    @Test
    void secretOfAPublicClientEmpty_countsAsAbsent() {
        try (OddServer server =
                new OddServer(FakeAuthorizationServer.builder().authMethods(TokenEndpointAuthMethod.NONE))) {
            server.registered(answer -> answer.put("client_secret", ""));

            assertThat(server.tolerates("empty-member").clientSecret()).isEmpty();
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
