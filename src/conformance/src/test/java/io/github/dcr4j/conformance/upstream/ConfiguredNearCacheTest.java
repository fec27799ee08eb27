package io.github.dcr4j.conformance.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.store.DcrNearCacheProvider;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What a configuration says of the near cache and the prefix of a store in Redis. */
class ConfiguredNearCacheTest {
    private final RedisStandalone redis = RedisStandalone.start();
    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().clock(DcrClock.system()).start();

    @AfterEach
    void close() {
        server.close();
        redis.close();
    }

    private UpstreamsConfig config(String more) {
        return configAt(RedisUris.of(redis).toString(), more);
    }

    private UpstreamsConfig configAt(String uri, String more) {
        return UpstreamsJson.parse("""
                {"consumer": "https://gateway.example.com", "store": {"uri": "%s", "inClear": true%s},
                 "upstreams": [{"name": "idp", "dcr": {"upstreamIssuer": "%s", "allowPrivateAddresses": true}}]}""".formatted(uri, more, server.issuer()));
    }

    private Set<String> names() {
        return redis.node().ask((Jedis jedis) -> jedis.keys("*"));
    }

    @Test
    void credentials_redisAway_areServedByTheNearCacheThatIsOnByDefault() {
        try (Upstreams upstreams = Upstreams.open(config(""))) {
            DcrCredentials first = upstreams.client("idp").credentials();
            redis.node().kill();

            assertThat(upstreams.client("idp").credentials()).isEqualTo(first);
        }
    }

    @Test
    void credentials_nearCacheIsOffAndRedisAway_fails() {
        try (Upstreams upstreams = Upstreams.open(config(", \"nearCache\": false"))) {
            upstreams.client("idp").credentials();
            redis.node().kill();

            assertThatExceptionOfType(DcrStoreException.class)
                    .isThrownBy(() -> upstreams.client("idp").credentials());
        }
    }

    @Test
    void open_moduleOfTheNearCacheIsMissing_saysWhatToAddAndOpensNothing() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new WithoutNearCache(before));
        try {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Upstreams.open(config("")))
                    .withMessageContaining("add io.github.dcr4j:dcr-store-memory")
                    .withMessageContaining("nearCache to false");
            assertThat(names()).isEmpty();

            Upstreams.open(config(", \"nearCache\": false")).close();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** A class path on which no module provides a near cache. */
    private static final class WithoutNearCache extends ClassLoader {
        WithoutNearCache(ClassLoader parent) {
            super(parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.endsWith(DcrNearCacheProvider.class.getName())
                    ? Collections.emptyEnumeration()
                    : super.getResources(name);
        }
    }

    @Test
    void open_prefixInTheFileAndInTheAddress_keepServicesApart() {
        UpstreamsConfig inTheFile = config(", \"prefix\": \"one\"");
        UpstreamsConfig inTheAddress = configAt(RedisUris.of(redis) + "?prefix=two", "");
        try (Upstreams one = Upstreams.open(inTheFile);
                Upstreams two = Upstreams.open(inTheAddress)) {
            one.client("idp").credentials();
            two.client("idp").credentials();
        }

        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
        assertThat(names()).isNotEmpty().allMatch(name -> name.startsWith("one:") || name.startsWith("two:"));
    }

    @Test
    void open_prefixTwice_isRefused() {
        UpstreamsConfig twice = configAt(RedisUris.of(redis) + "?prefix=two", ", \"prefix\": \"one\"");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstreams.open(twice))
                .withMessageContaining("given twice");
    }

    @Test
    void open_prefixOfAFileOrMemory_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstreams.open(UpstreamsJson.parse("""
                        {"consumer": "https://gateway.example.com", "store": {"uri": "memory:", "prefix": "one"},
                         "upstreams": []}""")))
                .withMessageContaining("prefix");
    }

    @Test
    void credentials_hardAgeOfZeroAndRedisAway_isCheckedBeforeEachUseAndServedAllTheSame() {
        try (Upstreams upstreams =
                Upstreams.open(config(", \"nearCacheSoftAgeSeconds\": 0, \"nearCacheHardAgeSeconds\": 0"))) {
            DcrCredentials first = upstreams.client("idp").credentials();
            redis.node().kill();

            assertThat(upstreams.client("idp").credentials()).isEqualTo(first);
        }
    }

    @Test
    void open_ageOfANearCacheThatIsNotThere_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstreams.open(UpstreamsJson.parse("""
                        {"consumer": "https://gateway.example.com",
                         "store": {"uri": "memory:", "nearCacheSoftAgeSeconds": 5}, "upstreams": []}""")))
                .withMessageContaining("'memory:'")
                .withMessageContaining("set nearCache to true");
    }
}
