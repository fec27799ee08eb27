package io.github.dcr4j.conformance.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.RecordedCall;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client whose secret runs out goes on with another secret, so that what was issued to it stays good. */
class ResolveRenewalTest {
    @Test
    void resolve_secretExpired_clientStaysByOneReadAndOneUpdate() throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();

            DcrCredentials renewed = at.resolve();

            assertThat(at.sent()).containsExactly("GET", "PUT");
            assertThat(renewed.clientId()).isEqualTo(at.first().clientId());
            assertThat(renewed.clientSecret()).isNotEqualTo(at.first().clientSecret());
            assertThat(renewed.clientSecretExpiresAt())
                    .contains(at.kit().clock().now().plus(RenewalFixture.SECRET_LIFE));
            assertThat(renewed.createdAt()).isEqualTo(at.kit().clock().now());
            assertThat(renewed.generation()).isNotEqualTo(at.first().generation());
            assertThat(renewed.version()).isEqualTo(at.first().version() + 1);
            assertThat(renewed).isEqualTo(at.stored());
            at.assertStoredIsTrue();
        }
    }

    @Test
    void resolve_renewed_keepsAllElseAndTellsSo() {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();

            DcrCredentials renewed = at.resolve();

            assertThat(allBut(renewed)).isEqualTo(allBut(at.first()));
            assertThat(at.events().of(DcrEvent.Renewed.class))
                    .containsExactly(new DcrEvent.Renewed(
                            at.key(),
                            ForeignText.of(renewed.clientId()),
                            renewed.generation(),
                            renewed.clientSecretExpiresAt().orElseThrow(),
                            Duration.ZERO));
            assertThat(at.events().of(DcrEvent.Registered.class)).isEmpty();
            assertThat(at.events().of(DcrEvent.DeviationTolerated.class)).isEmpty();
            assertThat(at.resolver().find(at.request(), at.first().generation()))
                    .contains(at.first());
        }
    }

    private static DcrCredentials allBut(DcrCredentials credentials) {
        return credentials.toBuilder()
                .clientSecret(null)
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.NONE)
                .clientSecretExpiresAt(null)
                .createdAt(Instant.EPOCH)
                .generation("any")
                .version(0)
                .build();
    }

    @Test
    void resolve_renewing_sendsAllThatIsRegisteredAndNothingThatMustNotBeSent() {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();
            at.resolve();

            RecordedCall update = at.management().calls().get(1);

            assertThat(update.method()).isEqualTo("PUT");
            Map<String, @Nullable Object> sent = update.json();
            assertThat(sent)
                    .containsEntry("client_id", at.first().clientId())
                    .containsEntry(
                            "client_secret",
                            at.first().clientSecret().orElseThrow().reveal())
                    .containsEntry("vendor_extension", "kept")
                    .containsEntry("scope", "openid")
                    .containsKeys("redirect_uris", "grant_types", "token_endpoint_auth_method", "application_type")
                    .doesNotContainKeys(
                            "registration_access_token",
                            "registration_client_uri",
                            "client_secret_expires_at",
                            "client_id_issued_at");
            assertThat(at.atServer(at.first().clientId()).metadata()).containsEntry("vendor_extension", "kept");
        }
    }

    @Test
    void resolve_tokenRotates_isSavedEachTimeAndTheNextRenewalWorks() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            for (int round = 1; round <= 3; round++) {
                at.expire();

                DcrCredentials renewed = at.resolve();

                assertThat(renewed.clientId()).isEqualTo(at.first().clientId());
                at.assertStoredIsTrue();
            }
            assertThat(at.sent()).containsExactly("GET", "PUT", "GET", "PUT", "GET", "PUT");
            assertThat(at.management().calls())
                    .extracting(call -> call.header("Authorization"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void resolve_due_isServedAndRenewedInTheBackground() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.becomeDue();

            DcrCredentials meanwhile = at.resolve();
            at.kit().settle();
            DcrCredentials renewed = at.resolve();

            assertThat(meanwhile.clientSecret()).isEqualTo(at.first().clientSecret());
            assertThat(renewed.clientId()).isEqualTo(at.first().clientId());
            assertThat(renewed.clientSecret()).isNotEqualTo(at.first().clientSecret());
            assertThat(at.sent()).containsExactly("GET", "PUT");
            at.assertStoredIsTrue();
        }
    }

    /** Whoever updated it elsewhere, or a server that renews by itself, has done the work. */
    @Test
    void resolve_secretIsAnotherAtTheServerAlready_takesItWithoutAnUpdate() throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();
            updateElsewhere(at);

            DcrCredentials renewed = at.resolve();

            assertThat(at.sent()).containsExactly("GET");
            assertThat(renewed.clientId()).isEqualTo(at.first().clientId());
            at.assertStoredIsTrue();
        }
    }

    private static void updateElsewhere(RenewalFixture at) throws Exception {
        HttpResponse<String> updated =
                new PlainCalls().manage("PUT", at.storedManagement(), at.first().registeredMetadata());
        assertThat(updated.statusCode()).isEqualTo(200);
        at.kit().server().forgetCalls();
    }

    @Test
    void resolve_serverLeavesOutManagementDataAndSecret_keepsThem() throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();
            long end = at.kit().clock().now().plus(Duration.ofHours(3)).getEpochSecond();
            at.management().rewriteAnswers(answer -> {
                answer.keySet().retainAll(Set.of("client_id"));
                answer.put("client_secret_expires_at", end);
            });

            DcrCredentials renewed = at.resolve();

            assertThat(at.sent()).containsExactly("GET");
            assertThat(renewed.clientSecret()).isEqualTo(at.first().clientSecret());
            assertThat(renewed.clientSecretExpiresAt().orElseThrow().getEpochSecond())
                    .isEqualTo(end);
            assertThat(renewed.management()).isEqualTo(at.first().management());
            assertThat(renewed.registeredMetadata()).isEqualTo(at.first().registeredMetadata());
            assertThat(renewed.scopes()).isEqualTo(at.first().scopes());
            assertThat(at.events().of(DcrEvent.DeviationTolerated.class))
                    .extracting(DcrEvent.DeviationTolerated::field)
                    .containsExactlyInAnyOrder("registration_client_uri", "registration_access_token");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    void resolve_serverDoesNotRead_updatesWithWhatIsStored(int status) throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            at.management().answerNext(FakeAnswer.status(status));

            DcrCredentials renewed = at.resolve();

            assertThat(at.sent()).containsExactly("GET", "PUT");
            assertThat(renewed.clientId()).isEqualTo(at.first().clientId());
            assertThat(at.atServer(renewed.clientId()).metadata()).containsEntry("vendor_extension", "kept");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void resolve_secretThatNeverExpiresComesInItsPlace_isTaken() {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();
            at.management().rewriteAnswers(answer -> answer.put("client_secret_expires_at", 0));

            DcrCredentials renewed = at.resolve();

            assertThat(renewed.clientSecretExpiresAt()).isEmpty();
            assertThat(at.sent()).containsExactly("GET");
        }
    }

    @Test
    void resolve_withoutTheStrategy_registersAnotherClient() {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();

            DcrCredentials replaced = at.resolver().resolve(at.request(RenewalStrategy.REPLACE));

            assertThat(replaced.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("POST");
        }
    }

    /** What was ended on purpose, or was rejected by the server, is not brought back. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resolve_removedOrRejected_registersAnotherClient(boolean removed) {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            Function<DcrCredentials, DcrCredentials> end = removed
                    ? client -> {
                        at.kit().store().remove(at.key());
                        return at.resolve();
                    }
                    : client -> at.resolver().reportRejected(at.request(), client);

            DcrCredentials next = end.apply(at.first());

            assertThat(next.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("POST");
        }
    }

    @Test
    void resolve_twoReplicas_renewOnce() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            DcrResolver other = at.kit().newResolver(settings -> settings);

            DcrCredentials one = at.resolve();
            DcrCredentials two = other.resolve(at.request());

            assertThat(two).isEqualTo(one);
            assertThat(at.sent()).containsExactly("GET", "PUT");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void find_loginBegunBeforeTheRenewal_learnsOfTheNewSecret() {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            DcrCredentials renewed = at.resolve();

            DcrCredentials former =
                    at.resolver().find(at.request(), at.first().generation()).orElseThrow();
            DcrManagement newest = renewed.management().orElseThrow();

            assertThat(former.clientId()).isEqualTo(renewed.clientId());
            assertThat(former.management()).contains(newest);
            assertThat(at.resolver().reportRejected(at.request(), former)).isEqualTo(renewed);
        }
    }
}
