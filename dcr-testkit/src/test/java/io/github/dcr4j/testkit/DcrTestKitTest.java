package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.resolver.DcrResolver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kit as a consumer uses it, given by its extension. */
@ExtendWith(DcrTestKitExtension.class)
class DcrTestKitTest {
    private final AtomicReference<DcrTestKit> given = new AtomicReference<>();

    @BeforeEach
    void note(DcrTestKit kit) {
        given.set(kit);
    }

    @Test
    void parameter_ofTheSameTest_isTheSameKit(DcrTestKit kit) {
        assertThat(kit).isSameAs(given.get());
    }

    @Test
    void clock_advancedPastTheSecret_makesTheResolverRegisterAgain(DcrTestKit kit) {
        DcrCredentials first = kit.resolver().resolve(kit.request("openid"));
        kit.clock().advance(Duration.ofHours(2));

        DcrCredentials second = kit.resolver().resolve(kit.request("openid"));

        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(kit.server().clients()).hasSize(2);
        assertThat(kit.events().of(DcrEvent.Registered.class)).hasSize(2);
    }

    @Test
    void newResolver_sharesTheStore(DcrTestKit kit) {
        DcrCredentials first = kit.resolver().resolve(kit.request("openid"));

        DcrResolver replica = kit.newResolver(settings -> settings);

        assertThat(replica.resolve(kit.request("openid"))).isEqualTo(first);
    }

    @Test
    void settle_backgroundWorkGoesOn_returnsWhenItHasEnded(DcrTestKit kit) {
        kit.store().faults().failUntilRepaired(StoreOperation.SAVE);
        kit.resolver().resolve(kit.request("openid"));
        kit.store().faults().repair();

        kit.clock().advance(Duration.ofSeconds(1));
        kit.settle();

        assertThat(kit.events().of(DcrEvent.Published.class)).hasSize(1);
    }

    @Test
    void close_withACallHeldByTheTest_letsItGoAndStops() {
        DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().https());
        FakeGate gate = kit.server().at(FakeEndpoint.REGISTRATION).hold();
        CompletableFuture<DcrCredentials> waiting = kit.resolver().resolveAsync(kit.request("openid"));
        gate.awaitArrivals(1);

        kit.close();

        assertThat(waiting).succeedsWithin(Duration.ofMinutes(3));
        assertThatThrownBy(() -> kit.resolver().resolve(kit.request("openid")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
