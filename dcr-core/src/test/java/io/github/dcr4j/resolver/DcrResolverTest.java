package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What whole resolvers do at their edges; what they promise in the ordinary run is tested with the kit. */
class DcrResolverTest extends DcrResolverFixture {
    private static final Duration A_THOUSAND_YEARS = Duration.ofDays(365_000);

    // Settings

    static Stream<Consumer<DcrResolverBuilder>> badSettings() {
        return Stream.of(
                b -> b.skew(Duration.ofMillis(-1)),
                b -> b.callTimeout(Duration.ZERO),
                b -> b.callTimeout(Duration.ofMillis(-1)),
                b -> b.leaseDuration(Duration.ofSeconds(2)),
                b -> b.maxWait(Duration.ZERO),
                b -> b.maxWaiters(0),
                b -> b.maxUnpublished(-1),
                b -> b.userAgent("a\nb"),
                b -> b.userAgent(""));
    }

    @ParameterizedTest
    @MethodSource("badSettings")
    void builder_badSetting_isRefusedAtOnce(Consumer<DcrResolverBuilder> set) {
        assertThatIllegalArgumentException().isThrownBy(() -> set.accept(resolver()));
    }

    @Test
    void resolve_everySettingHuge_nothingOverflows() {
        registers("client-1");
        try (DcrResolver resolver = resolver()
                .maxWait(A_THOUSAND_YEARS)
                .leaseDuration(A_THOUSAND_YEARS)
                .skew(Duration.ofSeconds(Long.MAX_VALUE))
                .callTimeout(Duration.ofSeconds(Long.MAX_VALUE))
                .build()) {
            assertThat(resolver.resolve(request().build()).clientId()).isEqualTo("client-1");
        }
    }

    @Test
    void resolve_serverNamesATimeToRetry_isReadByTheResolversClock() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT")
                .build());
        try (DcrResolver resolver = resolver().build()) {
            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> resolver.resolve(request().build()));

            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(30));
        }
    }

    // Futures

    @Test
    void resolveAsync_failed_isTheCallersOwnExceptionUnwrapped() throws Exception {
        answers(400, "{\"error\":\"invalid_client_metadata\"}");
        try (DcrResolver resolver = resolver().build()) {
            Throwable thrown = resolver.resolveAsync(request().build())
                    .handle((credentials, failure) -> failure)
                    .get(3, TimeUnit.MINUTES);

            assertThat(thrown).isExactlyInstanceOf(DcrRefusedException.class);
        }
    }

    @Test
    void resolveAsync_cancelled_leavesRoomForOthers() throws Exception {
        CountDownLatch supplied = new CountDownLatch(1);
        DcrRequest request = request()
                .initialAccessToken(() -> {
                    await(supplied);
                    return Secret.of("token");
                })
                .build();
        registers("client-1");
        try (DcrResolver resolver = resolver().maxWaiters(1).build()) {
            for (int i = 0; i < 5; i++) {
                assertThat(resolver.resolveAsync(request).cancel(false)).isTrue();
            }
            CompletableFuture<DcrCredentials> last = resolver.resolveAsync(request);
            supplied.countDown();

            assertThat(last.get(3, TimeUnit.MINUTES).clientId()).isEqualTo("client-1");
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    // Executors and listeners

    @Test
    void resolve_executorRunsInline_works() {
        registers("client-1");
        try (DcrResolver resolver = resolver().executor(Runnable::run).build()) {
            assertThat(resolver.resolve(request().build()).clientId()).isEqualTo("client-1");
        }
    }

    @Test
    void resolve_executorShutDown_saysSo() {
        threads.shutdown();
        try (DcrResolver resolver = resolver().executor(threads).build()) {
            assertThatThrownBy(() -> resolver.resolve(request().build()))
                    .isInstanceOf(IllegalStateException.class)
                    .rootCause()
                    .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
        }
    }

    @Test
    void resolve_listenerThrowsAnError_credentialsAreReturnedAllTheSame() {
        registers("client-1");
        try (DcrResolver resolver = resolver()
                .listener(event -> {
                    throw new NoClassDefFoundError("for the test");
                })
                .build()) {
            DcrRequest request = request().build();

            assertThat(resolver.resolve(request).clientId()).isEqualTo("client-1");
            assertThat(resolver.resolve(request).clientId()).isEqualTo("client-1");
        }
    }

    @Test
    void resolve_listenerResolvesTheSameKeyOnRegistered_isServedFromTheStore() {
        registers("client-1");
        DcrRequest request = request().build();
        AtomicReference<DcrResolver> self = new AtomicReference<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (DcrResolver resolver = resolver()
                .listener(event -> {
                    if (event instanceof DcrEvent.Registered) {
                        seen.add(Objects.requireNonNull(self.get())
                                .resolve(request)
                                .clientId());
                    }
                })
                .build()) {
            self.set(resolver);

            resolver.resolve(request);

            assertThat(seen).containsExactly("client-1");
        }
    }

    @Test
    void build_builderChangedAfterwards_leavesTheResolverAsItWas() {
        registers("client-1");
        DcrResolverBuilder builder = resolver();
        try (DcrResolver resolver = builder.build()) {
            builder.maxWait(Duration.ofNanos(1));

            assertThat(resolver.resolve(request().build()).clientId()).isEqualTo("client-1");
        }
    }

    // Time

    @Test
    void resolve_threadComesLate_tookCountsFromTheMiss() {
        registers("client-1");
        CompletableFuture<Runnable> first = new CompletableFuture<>();
        Executor late = work -> {
            if (!first.complete(work)) {
                work.run();
            }
        };
        try (DcrResolver resolver = resolver().executor(late).build()) {
            CompletableFuture<DcrCredentials> resolved =
                    resolver.resolveAsync(request().build());
            clock.advance(Duration.ofSeconds(5));
            first.join().run();

            assertThat(resolved).isCompleted();
            assertThat(events(DcrEvent.Registered.class))
                    .singleElement()
                    .extracting(DcrEvent.Registered::took)
                    .isEqualTo(Duration.ofSeconds(5));
        }
    }

    // Leases

    @Test
    void resolve_supplierAlwaysSlowerThanTheLease_endsAndSendsNothing() {
        DcrRequest request = request()
                .initialAccessToken(() -> {
                    clock.advance(Duration.ofSeconds(25));
                    return Secret.of("token");
                })
                .build();
        try (DcrResolver resolver = resolver().build()) {
            DcrException failure = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request));

            assertThat(failure.step()).isEqualTo(Step.CLAIM);
            assertThat(failure).hasMessageContaining("leaseDuration");
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void resolve_leaseLostAfterARefusedToken_suspectsNoOrphan() {
        answers(401, "{}");
        registers("client-1");
        List<Duration> delays = new CopyOnWriteArrayList<>(
                List.of(Duration.ZERO, Duration.ofSeconds(25), Duration.ZERO, Duration.ZERO));
        DcrRequest request = request()
                .initialAccessToken(() -> {
                    clock.advance(delays.remove(0));
                    return Secret.of("token-" + delays.size());
                })
                .build();
        try (DcrResolver resolver = resolver().build()) {
            assertThat(resolver.resolve(request).clientId()).isEqualTo("client-1");
            assertThat(events(DcrEvent.OrphanSuspected.class)).isEmpty();
        }
    }
}
