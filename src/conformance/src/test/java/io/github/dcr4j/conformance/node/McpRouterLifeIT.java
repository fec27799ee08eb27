package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.conformance.Login;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Secrets of the MCP SDK's router expire, whether they live for a month or for seconds; and it limits registrations.
 */
@ExtendWith(NodeServers.class)
class McpRouterLifeIT {

    private static final PlainCalls CALLS = new PlainCalls();
    private static final String REDIRECT_URI = "https://app.example.com/callback";
    private static final int REGISTRATIONS_AN_HOUR = 20;

    private final WatchedResolver resolver = new WatchedResolver();

    @AfterEach
    void close() {
        resolver.close();
    }

    static Stream<Arguments> lives() {
        return Stream.of(
                Arguments.of(Named.of("30 days", Duration.ofDays(30)), new String[0]),
                Arguments.of(Named.of("5 seconds", Duration.ofSeconds(5)), new String[] {"--secret-life=5"}));
    }

    @ParameterizedTest
    @MethodSource("lives")
    void resolve_secretExpired_registersAgainWhenTheServerRejectsTheFormerOne(Duration life, String[] options)
            throws Exception {
        try (NodeServer server = NodeServer.start("mcp-router.mjs", options)) {
            server.tell("standAt "
                    + resolver.clock().millis()); // the secret lives for seconds of both clocks, not of a busy machine
            DcrRequest request = request(server);
            DcrCredentials first = resolver.resolve(request);
            advance(server, life.dividedBy(5)); // before it is due, though the server counts in whole seconds
            DcrCredentials stillFirst = resolver.resolve(request);
            advance(server, life.multipliedBy(4).dividedBy(5).plusSeconds(1));

            DcrCredentials second = resolver.resolve(request);
            HttpResponse<String> late = new Login(first, REDIRECT_URI).tokens();
            HttpResponse<String> inTime = new Login(second, REDIRECT_URI).tokens();

            assertThat(stillFirst).isEqualTo(first);
            assertThat(second.clientId()).isNotEqualTo(first.clientId());
            assertThat(second.clientSecretExpiresAt())
                    .contains(second.clientIdIssuedAt().orElseThrow().plus(life));
            assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(2);
            assertThat(late.statusCode()).isEqualTo(400);
            assertThat(late.body())
                    .isEqualTo("{\"error\":\"invalid_client\",\"error_description\":\"Client secret has expired\"}");
            assertThat(inTime.statusCode()).as(inTime.body()).isEqualTo(200);
        }
    }

    /** By this machine's clock the secret has expired on arrival; by the server's, which counts, it lives. */
    @Test
    void resolve_clockIsAheadByMoreThanASecretLives_usesTheClientAndReportsTheClock() throws Exception {
        try (NodeServer server = NodeServer.start("mcp-router.mjs", "--secret-life=300")) {
            resolver.clock().advance(Duration.ofMinutes(10));

            DcrCredentials client = resolver.resolve(request(server));

            assertThat(new Login(client, REDIRECT_URI).tokens().statusCode()).isEqualTo(200);
            assertThat(resolver.resolve(request(server))).isEqualTo(client);
            assertThat(resolver.published(DcrEvent.ClockDiffers.class)).isNotEmpty();
            assertThat(resolver.published(DcrEvent.Orphaned.class)).isEmpty();
        }
    }

    @Test
    void resolve_registrationsOfTheHourUsedUp_saysWhenToComeBackAndAsksNobodyUntilThen() throws Exception {
        try (NodeServer server = NodeServer.start("mcp-router.mjs", "--rate-limit")) {
            for (int i = 0; i < REGISTRATIONS_AN_HOUR; i++) {
                CALLS.register(server.endpoint("/register"), null, "{\"redirect_uris\":[\"" + REDIRECT_URI + "\"]}");
            }

            DcrRefusedException refused =
                    catchThrowableOfType(DcrRefusedException.class, () -> resolver.resolve(request(server)));
            int sentBefore = resolver.sent().size();
            DcrException held = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request(server)));

            long wait = refused.retryAfter().orElseThrow().toSeconds();
            assertThat(refused)
                    .hasMessage(
                            "registration at %s/register was refused: 429 too_many_requests (You have exceeded the rate"
                                    + " limit for client registration requests); the server asks to try again later:"
                                    + " after %d s at the earliest",
                            server.issuer(), wait);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.retryable()).isTrue();
            assertThat(wait).isBetween(3000L, 3600L);
            assertThat(held.step()).isEqualTo(Step.CLAIM);
            assertThat(held)
                    .hasMessage("no registration is tried for another " + wait + " s, because of the last: "
                            + refused.getMessage());
            assertThat(resolver.sent()).hasSize(sentBefore);
        }
    }

    private void advance(NodeServer server, Duration time) throws Exception {
        server.advance(time);
        resolver.clock().advance(time);
    }

    private static DcrRequest request(NodeServer server) {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .redirectUri(REDIRECT_URI)
                .build();
    }
}
