package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How servers say when a secret expires. */
class ExpiryBehaviourTest {
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
}
