package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.RecordedCall;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Authorization servers that have forgotten the client. */
class ForgottenClientTest {
    @Test
    void login_clientIsGoneAtTheTokenEndpoint_isReplacedAndTheUserAskedOnceMore() throws Exception {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder());
            FakeGate token = rig.kit.server().at(FakeEndpoint.TOKEN).hold();
            CompletableFuture<McpToken> caller = authorization.authorizeAsync();
            token.awaitArrivals(1);
            rig.kit.server().forgetAll();
            token.open();

            assertThat(caller).succeedsWithin(Duration.ofMinutes(2));

            assertThat(rig.user.logins()).hasSize(2);
            assertThat(rig.count(FakeEndpoint.REGISTRATION)).isEqualTo(2);
            assertThat(clientsByCode(rig))
                    .hasSize(2)
                    .allSatisfy((code, clients) -> assertThat(clients).hasSize(1));
        }
    }

    /** Returns with which client ids each code was sent. */
    private static Map<String, List<String>> clientsByCode(Rig rig) {
        Map<String, List<String>> clients = new HashMap<>();
        for (RecordedCall call : rig.kit.server().at(FakeEndpoint.TOKEN).calls()) {
            clients.merge(
                    String.valueOf(call.form().get("code")),
                    List.of(call.header("Authorization").orElse("")),
                    (one, other) -> Stream.concat(one.stream(), other.stream())
                            .distinct()
                            .toList());
        }
        return clients;
    }

    @Test
    void login_everyClientIsForgotten_asksTwiceAndSaysSo() {
        try (Rig rig = new Rig()) {
            rig.kit.server().at(FakeEndpoint.TOKEN).refuseNext("invalid_client").refuseNext("invalid_client");

            McpAuthorization authorization = rig.open(rig.builder());

            Throwable failure = catchThrowableOfType(RuntimeException.class, authorization::authorize);

            assertThat(failure).hasMessageContaining("A server that rejects every new client");
            assertThat(rig.user.logins()).hasSize(2);
            assertThatThrownBy(rig.client(authorization)::initialize)
                    .hasStackTraceContaining("no login is begun, because one failed 0 s ago");
            assertThat(rig.user.logins()).hasSize(2);
        }
    }

    @Test
    void login_responseSaysTheClientIsUnknown_isCheckedAndReplaced() throws Exception {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder());
            rig.user.comesBackAt(back -> {
                rig.user.comesBackAt(later -> later);
                rig.kit.server().forgetAll();
                return back.replaceAll("code=[^&]*", "error=invalid_client");
            });

            authorization.authorize();

            assertThat(rig.user.logins()).hasSize(2);
            assertThat(rig.count(FakeEndpoint.REGISTRATION)).isEqualTo(2);
        }
    }

    @Test
    void login_responseIsForgedAndTheClientIsKnown_keepsTheClient() {
        try (Rig rig = new Rig()) {
            rig.user.comesBackAt(back -> back.replaceAll("code=[^&]*", "error=invalid_client"));

            McpAuthorizationException failure =
                    catchThrowableOfType(McpAuthorizationException.class, rig.open(rig.builder())::authorize);

            assertThat(failure.reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(rig.count(FakeEndpoint.REGISTRATION)).isEqualTo(1);
        }
    }

    @Test
    void login_serverShowsAnErrorPage_findsTheClientGoneWhenTheUserDoesNotComeBack() throws Exception {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder().loginTimeout(Duration.ofMinutes(4)));
            rig.kit.resolver().resolve(rig.request());
            rig.kit.server().forgetAll();
            CompletableFuture<McpToken> caller = authorization.authorizeAsync();
            rig.awaitWait(Duration.ofMinutes(4));

            rig.kit.clock().advance(Duration.ofMinutes(4));

            assertThat(caller)
                    .failsWithin(Duration.ofMinutes(2))
                    .withThrowableThat()
                    .withMessageContaining("had forgotten the client")
                    .withMessageContaining("let the user log in again");
            authorization.authorize();
            assertThat(rig.count(FakeEndpoint.REGISTRATION)).isEqualTo(2);
        }
    }
}
