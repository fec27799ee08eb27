package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.StoreOperation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The settings of the near cache, and what closing it closes. */
class NearCacheSettingsTest {
    private final AtomicInteger closings = new AtomicInteger();
    private final DcrCredentialStore countingCloses = (DcrCredentialStore) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {DcrCredentialStore.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("close");
                return closings.incrementAndGet() < 0 ? proxy : null;
            });

    @Test
    void close_ownedStore_closesItOnce() {
        NearCache cache = NearCache.over(countingCloses);

        cache.close();
        cache.close();

        assertThat(closings).hasValue(1);
    }

    @Test
    void close_storeOfAnother_leavesItOpen() {
        NearCache.builder(countingCloses).closeShared(false).build().close();

        assertThat(closings).hasValue(0);
    }

    @Test
    void close_executorOfAnother_leavesItOpen() {
        ExecutorService executor = Executors.newSingleThreadExecutor();

        NearCache.builder(countingCloses).executor(executor).build().close();

        assertThat(executor.isShutdown()).isFalse();
        executor.shutdown();
    }

    @Test
    void close_something_forgetsIt() {
        MapDcrCredentialStore shared = new MapDcrCredentialStore(new ManualClock());
        NearCache cache = NearCache.over(shared);
        cache.save(credentials(key("openid"), "a").build(), null, null);

        cache.close();

        assertThat(cache.size()).isZero();
        cache.find(key("openid"));
        assertThat(shared.faults().calls(StoreOperation.FIND)).isEqualTo(1);
    }

    @Test
    void builder_valueOutOfRange_isRefusedByName() {
        NearCacheBuilder builder = NearCache.builder(countingCloses);
        Duration tooLong = Duration.ofHours(24).plusNanos(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maximumSize(0))
                .withMessage("maximumSize must be 1 to 1,000,000,000 keys: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.softAge(Duration.ofNanos(-1)))
                .withMessageStartingWith("softAge must be zero to 24 h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.hardAge(tooLong))
                .withMessageStartingWith("hardAge must be zero to 24 h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.checkTimeout(Duration.ZERO))
                .withMessageStartingWith("checkTimeout must be more than zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.softAge(Duration.ofMinutes(6)).build())
                .withMessage("softAge must not be more than hardAge: PT6M and PT5M");
    }
}
