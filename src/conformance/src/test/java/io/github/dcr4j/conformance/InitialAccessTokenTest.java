package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The initial access token of a registration, from its supplier to the server. */
class InitialAccessTokenTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void resolve_initialAccessToken_isAskedForOnceAndSentAsBearer() {
        Secret token = Secret.of("initial-access-token-1");
        try (DcrTestKit guarded =
                DcrTestKit.start(FakeAuthorizationServer.builder().initialAccessToken(token))) {
            List<Secret> given = new ArrayList<>();

            guarded.resolver()
                    .resolve(guarded.requestBuilder()
                            .initialAccessToken(() -> {
                                given.add(token);
                                return token;
                            })
                            .build());

            assertThat(given).hasSize(1);
            assertThat(guarded.server().at(FakeEndpoint.METADATA).calls())
                    .allSatisfy(call -> assertThat(call.header("Authorization")).isEmpty());
        }
    }

    @Test
    void resolve_initialAccessTokenExpired_isAskedForOnceMore() {
        Secret good = Secret.of("good-token");
        List<Secret> tokens = new ArrayList<>(Arrays.asList(Secret.of("stale-token"), good));
        try (DcrTestKit guarded =
                DcrTestKit.start(FakeAuthorizationServer.builder().initialAccessToken(good))) {
            DcrCredentials client = guarded.resolver()
                    .resolve(guarded.requestBuilder()
                            .initialAccessToken(() -> tokens.remove(0))
                            .build());

            assertThat(client).isNotNull();
            assertThat(guarded.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
        }
    }

    @Test
    void resolve_initialAccessTokenWrongTwice_isRefusedWithoutNamingIt() {
        try (DcrTestKit guarded =
                DcrTestKit.start(FakeAuthorizationServer.builder().initialAccessToken(Secret.of("good-token")))) {
            List<Secret> tokens =
                    new ArrayList<>(List.of(Secret.of("wrong-token-canary-1"), Secret.of("wrong-token-canary-2")));
            DcrRequest request = guarded.requestBuilder()
                    .initialAccessToken(() -> tokens.remove(0))
                    .build();

            DcrRefusedException failure = catchThrowableOfType(
                    DcrRefusedException.class, () -> guarded.resolver().resolve(request));

            assertThat(failure.status()).isEqualTo(401);
            assertThat(failure).hasMessageContaining("initial access token");
            assertThat(failure.getMessage()).doesNotContain("canary");
            assertThat(guarded.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
        }
    }

    @Test
    void resolve_initialAccessTokenRefusedAndNoOtherToBeHad_isSentOnce() {
        try (DcrTestKit guarded =
                DcrTestKit.start(FakeAuthorizationServer.builder().initialAccessToken(Secret.of("good-token")))) {
            DcrRequest request = guarded.requestBuilder()
                    .initialAccessToken(() -> Secret.of("the-same-wrong-token"))
                    .build();

            DcrRefusedException failure = catchThrowableOfType(
                    DcrRefusedException.class, () -> guarded.resolver().resolve(request));

            assertThat(failure.status()).isEqualTo(401);
            assertThat(guarded.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"n3w\nline-7f0c", "acc3nt\u00e9-7f0c", "spac3 7f0c"})
    void resolve_initialAccessTokenNotSendable_saysSoWithoutIt(String token) {
        DcrRequest request =
                kit.requestBuilder().initialAccessToken(() -> Secret.of(token)).build();

        DcrException failure = failureOf(request);

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure.getMessage()).doesNotContain(token).contains("initial access token");
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    private DcrException failureOf(DcrRequest request) {
        return catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request));
    }
}
