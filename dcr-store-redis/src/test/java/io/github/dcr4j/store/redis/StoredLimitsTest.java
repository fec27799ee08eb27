package io.github.dcr4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.DcrFixtures;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** The longest credentials that can be built are stored and read. */
class StoredLimitsTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final int MOST_OF_CREDENTIALS = 512 * 1024;

    private final UnifiedJedis redis;
    private final List<RedisDcrCredentialStore> stores = new ArrayList<>();

    StoredLimitsTest(RedisStandalone servers) {
        redis = servers.open();
        for (RedisSecrets secrets : List.of(RedisSecrets.inClear(), KeyRing.of(Keys.FIRST))) {
            stores.add(RedisDcrCredentialStore.builder(redis, secrets)
                    .prefix("test-" + UUID.randomUUID())
                    .build());
        }
    }

    @AfterEach
    void close() {
        stores.forEach(RedisDcrCredentialStore::close);
        redis.close();
    }

    /** The longest that can be built: endpoints, issuer and provider's name come on top of what is counted. */
    private static DcrCredentials longest(String clientId, String character, int bytes) {
        String address = "https://idp.example.com/" + "x".repeat(30_000);
        DcrCredentialsBuilder next = DcrFixtures.credentials(KEY, clientId)
                .issuer(address)
                .authorizationEndpoint(URI.create(address))
                .tokenEndpoint(URI.create(address))
                .providerName("n".repeat(10_000));
        String most = character.repeat(MOST_OF_CREDENTIALS / bytes);
        IllegalStateException tooLong = catchThrowableOfType(
                IllegalStateException.class, () -> next.registeredMetadata(most).build());
        assertThat(tooLong).hasMessageContaining("can be stored");
        int over = Integer.parseInt(String.valueOf(tooLong.getMessage()).replaceAll("\\D*(\\d+) bytes.*", "$1"))
                - MOST_OF_CREDENTIALS;
        return next.registeredMetadata(most.substring((over + bytes - 1) / bytes))
                .build();
    }

    @Test
    void save_credentialsAtTheLimitOfWhatCanBeBuilt_areReadBackAsCurrentAndAsFormer() {
        for (RedisDcrCredentialStore store : stores) {
            DcrCredentials first = longest("first", "\"", 2);
            DcrCredentials second = longest("second", "\u6f22", 3);

            store.save(first, null, null);
            store.save(second, first.generation(), null);

            assertThat(store.find(KEY)).isEqualTo(second.toBuilder().version(2).build());
            assertThat(store.find(KEY, first.generation()))
                    .isEqualTo(first.toBuilder().version(1).build());
            assertThat(store.stream()).hasSize(1);
        }
    }
}
