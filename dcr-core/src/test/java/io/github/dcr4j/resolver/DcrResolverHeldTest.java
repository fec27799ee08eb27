package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.FakeStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a resolver does with a client that it could not save, and how it closes. */
class DcrResolverHeldTest extends DcrResolverFixture {

    @Test
    void resolve_savedNowhereWhileAnotherCallerWasLooking_thatOneIsGivenIt() throws Exception {
        registers("client-1");
        registers("client-2");
        store.saveFailure = FakeStore.away();
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        ThreadLocal<Boolean> slow = ThreadLocal.withInitial(() -> false);
        store.beforeFindReturns = () -> {
            if (slow.get()) {
                looking.countDown();
                await(held);
            }
        };
        DcrRequest request = request().build();
        try (DcrResolver resolver = resolver().build()) {
            CompletableFuture<DcrCredentials> late = CompletableFuture.supplyAsync(
                    () -> {
                        slow.set(true);
                        return resolver.resolve(request);
                    },
                    threads);
            await(looking);
            DcrCredentials first = resolver.resolve(request);
            held.countDown();

            assertThat(late.get(3, TimeUnit.MINUTES)).isEqualTo(first);
            assertThat(server.getRequestCount()).isEqualTo(1);
            store.saveFailure = null;
        }
    }

    @Test
    void resolve_storeAwayWhileOneIsHeld_isServedAndSaysSo() {
        registers("client-1");
        store.saveFailure = FakeStore.away();
        DcrRequest request = request().build();
        try (DcrResolver resolver = resolver().build()) {
            DcrCredentials first = resolver.resolve(request);
            store.readFailure = DcrStoreException.reading("away", null);

            assertThat(resolver.resolve(request)).isEqualTo(first);
            assertThat(resolver.find(request, first.generation())).contains(first);
            assertThat(events(DcrEvent.ServedWithoutStore.class)).hasSize(1);
        }
    }

    @Test
    void resolve_storeAwayAndWhatIsHeldExpired_isAStoreFailure() {
        registers("client-1");
        store.saveFailure = FakeStore.away();
        DcrRequest request = request().build();
        try (DcrResolver resolver = resolver().build()) {
            resolver.resolve(request);
            store.readFailure = DcrStoreException.reading("away", null);
            clock.moveWallClock(Duration.ofHours(2));

            DcrStoreException failure = catchThrowableOfType(DcrStoreException.class, () -> resolver.resolve(request));

            assertThat(failure.step()).isEqualTo(Step.STORE_READ);
            assertThat(events(DcrEvent.ServedWithoutStore.class)).isEmpty();
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void close_heldAndStoreBack_savesIt() {
        registers("client-1");
        store.saveFailure = FakeStore.away();
        DcrRequest request = request().build();
        DcrResolver resolver = resolver().build();
        resolver.resolve(request);
        store.saveFailure = null;

        resolver.close();

        assertThat(store.current.get(request.key())).isNotNull();
        assertThat(clock.pending()).isZero();
    }

    @Test
    void close_twice_andLaterCallsSayClosed() {
        DcrRequest request = request().build();
        DcrResolver resolver = resolver().build();
        resolver.close();
        resolver.close();

        assertThatThrownBy(() -> resolver.resolve(request))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> resolver.find(request, "g")).isInstanceOf(IllegalStateException.class);
        assertThat(resolver.resolveAsync(request)).isCompletedExceptionally();
    }

    @Test
    void close_attemptHasSentNothingYet_itsCallersAreToldAndNothingIsSent() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch supplied = new CountDownLatch(1);
        DcrRequest request = request()
                .initialAccessToken(() -> {
                    asked.countDown();
                    await(supplied);
                    return Secret.of("token");
                })
                .build();
        DcrResolver resolver = resolver().build();
        CompletableFuture<DcrCredentials> caller = resolver.resolveAsync(request);
        await(asked);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(resolver::close, threads);
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> resolver.resolveAsync(request).isCompletedExceptionally());
        supplied.countDown();

        assertThatThrownBy(() -> caller.get(3, TimeUnit.MINUTES)).hasCauseInstanceOf(DcrClosedException.class);
        closed.get(3, TimeUnit.MINUTES);
        assertThat(server.getRequestCount()).isZero();
    }
}
