package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.DcrResolver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A test that drives the clock does not have to know who waits for what. */
class AdvanceUntilTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void advanceUntil_anotherReplicaHoldsTheLease_bothGetTheSameClient() {
        DcrResolver other = kit.newResolver(settings -> settings);
        FakeGate gate = kit.server().at(FakeEndpoint.REGISTRATION).hold();
        CompletableFuture<DcrCredentials> first = kit.resolver().resolveAsync(kit.request("openid"));
        gate.awaitArrivals(1);
        CompletableFuture<DcrCredentials> second = other.resolveAsync(kit.request("openid"));
        gate.open();

        DcrCredentials waited = kit.advanceUntil(second);

        assertThat(waited.clientId()).isEqualTo(kit.advanceUntil(first).clientId());
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void advanceUntil_callIsUnderWay_noTimePasses() {
        DcrCredentials registered = kit.advanceUntil(kit.resolver().resolveAsync(kit.request("openid")));

        assertThat(registered.createdAt()).isEqualTo(new ManualClock().now());
        assertThat(kit.clock().now()).isEqualTo(new ManualClock().now());
    }

    @Test
    void advanceUntil_futureFailed_throwsWhatItFailedWith() {
        kit.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.status(403));

        assertThatThrownBy(() -> kit.advanceUntil(kit.resolver().resolveAsync(kit.request("openid"))))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("403");
        assertThatThrownBy(() -> kit.advanceUntil(CompletableFuture.failedFuture(new Exception("checked"))))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("checked");
    }

    @Test
    void advanceUntil_waitIsShort_isAdvancedTo() {
        CompletableFuture<Void> wait = kit.clock().after(Duration.ofMinutes(4));

        kit.advanceUntil(wait);

        assertThat(kit.clock().now()).isEqualTo(new ManualClock().now().plus(Duration.ofMinutes(4)));
    }
}
