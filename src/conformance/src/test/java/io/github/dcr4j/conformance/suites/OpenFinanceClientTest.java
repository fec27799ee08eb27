package io.github.dcr4j.conformance.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Modules of the OpenID Foundation's conformance suite for registration and its management in Open Finance Brasil. What
 * makes the library use the management address is a client that is registered with another redirect URI than its own,
 * or a renewal.
 */
class OpenFinanceClientTest {
    private static final Duration SECRET_LIFE = Duration.ofHours(1);

    private final DcrTestKit kit = DcrTestKit.start();
    private final AtomicReference<@Nullable DcrManagement> issued = new AtomicReference<>();

    @AfterEach
    void close() {
        kit.close();
    }

    /** The management address has a random query, which must come back as it was, with the token that was issued. */
    @Test
    void fapi1_advanced_final_client_brazildcr_happypath_test() {
        unusableAnswers(null);

        DcrException failure = failure();

        RecordedCall deletion = kit.server().at(FakeEndpoint.MANAGEMENT).calls().get(0);
        URI address = managed().registrationClientUri();
        assertThat(failure).hasMessageContaining("redirect_uris");
        assertThat(address.getRawQuery()).startsWith("check=");
        assertThat(deletion.path()).isEqualTo(address.getRawPath());
        assertThat(deletion.query()).isEqualTo(address.getRawQuery());
        assertThat(deletion.header("authorization"))
                .hasValue("Bearer " + managed().registrationAccessToken().reveal());
    }

    /** After the deletion, which is answered with 204, the token is good for nothing. */
    @Test
    void fapi1_advanced_final_brazildcr_client_delete() throws Exception {
        unusableAnswers(null);

        DcrException failure = failure();

        assertThat(failure.orphan()).isEmpty();
        assertThat(kit.events().of(DcrEvent.ClientDeleted.class)).hasSize(1);
        assertThat(kit.server().clients()).isEmpty();
        assertThat(new PlainCalls().manage("GET", managed(), null).statusCode()).isEqualTo(401);
    }

    /** A token that the server does not take is not tried again, and the client is reported. */
    @Test
    void fapi1_advanced_final_brazildcr_invalid_registration_access_token() {
        unusableAnswers("not-the-token");

        DcrException failure = failure();

        assertThat(kit.server().at(FakeEndpoint.MANAGEMENT).count()).isOne();
        assertThat(kit.server().clients()).hasSize(1);
        assertThat(failure.orphan())
                .hasValueSatisfying(orphan ->
                        assertThat(orphan.clientId()).hasToString(managed().clientId()));
        assertThat(failure).hasMessageNotContaining("not-the-token");
    }

    /**
     * Each read and each update gives another token: the next call comes with it, and an update with all that is there.
     */
    @Test
    void fapi1_advanced_final_brazildcr_update_client_config() {
        FakeAuthorizationServerBuilder rotating = FakeAuthorizationServer.builder()
                .secretLife(SECRET_LIFE)
                .rotatingRegistrationAccessToken()
                .renewingSecretOnUpdate();
        try (DcrTestKit at = DcrTestKit.start(rotating)) {
            DcrRequest request =
                    at.requestBuilder().renewal(RenewalStrategy.RENEW).build();
            DcrCredentials first = at.resolver().resolve(request);
            at.clock().advance(SECRET_LIFE);
            at.resolver().resolve(request);
            at.clock().advance(SECRET_LIFE);

            DcrCredentials third = at.resolver().resolve(request);

            List<RecordedCall> calls = at.server().at(FakeEndpoint.MANAGEMENT).calls();
            assertThat(third.clientId()).isEqualTo(first.clientId());
            assertThat(calls).extracting(RecordedCall::method).containsExactly("GET", "PUT", "GET", "PUT");
            assertThat(calls)
                    .extracting(RecordedCall::query)
                    .containsOnly(calls.get(0).query());
            assertThat(calls)
                    .extracting(call -> call.header("authorization").orElseThrow())
                    .doesNotHaveDuplicates();
            assertThat(calls.get(3).json())
                    .containsEntry("client_id", first.clientId())
                    .containsEntry("redirect_uris", first.redirectUris())
                    .doesNotContainKeys(
                            "registration_access_token",
                            "registration_client_uri",
                            "client_secret_expires_at",
                            "client_id_issued_at");
        }
    }

    /** Without one the server must refuse, so a request for the code grant has one, and a server's refusal is told. */
    @Test
    void fapi1_advanced_final_brazil_dcr_no_redirect_uri() {
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteRequests(members -> members.remove("redirect_uris"));

        DcrRefusedException refused = (DcrRefusedException) failure();

        assertThat(refused.error()).hasValue("invalid_redirect_uri");
        assertThat(refused.retryable()).isFalse();
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls().get(0).json())
                .containsEntry("redirect_uris", List.of("https://app.example.com/oauth/callback"));
    }

    @Test
    void fapi1_advanced_final_brazildcr_invalid_software_statement_signature() {
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.refusal("invalid_software_statement", "the signature does not verify"));

        DcrRefusedException refused = (DcrRefusedException) failure();

        assertThat(refused.error()).hasValue("invalid_software_statement");
        assertThat(refused.retryable()).isFalse();
        assertThat(refused).hasMessageContaining("check the software statement: who signed it");
    }

    /**
     * Makes what is registered unusable; with {@code token}, the registration access token is not the server's either.
     */
    private void unusableAnswers(@Nullable String token) {
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> {
            answer.put("redirect_uris", List.of("https://other.example.com/callback"));
            if (token != null) {
                answer.put("registration_access_token", token);
            }
            issued.set(new DcrManagement(
                    String.valueOf(answer.get("client_id")),
                    URI.create(String.valueOf(answer.get("registration_client_uri"))),
                    Secret.of(String.valueOf(answer.get("registration_access_token")))));
        });
    }

    private DcrManagement managed() {
        return Objects.requireNonNull(issued.get(), "nothing was registered");
    }

    private DcrException failure() {
        return catchThrowableOfType(
                DcrException.class,
                () -> kit.resolver()
                        .resolve(kit.requestBuilder()
                                .redirectUri("https://app.example.com/oauth/callback")
                                .build()));
    }
}
