package io.github.dcr4j.store.redis;

import static io.github.dcr4j.store.redis.StateStoreFixture.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.UnifiedJedis;

/** Entries in clear that were edited: what no release writes is set aside with the reason, and the work goes on. */
class TamperedInClearTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private final Names names = new Names("test-" + UUID.randomUUID());
    private final byte[] record = names.entry(KEY.fingerprint(), "record");
    private final byte[] state = names.entry(KEY.fingerprint(), "state");
    private final List<DcrEvent> events = new CopyOnWriteArrayList<>();
    private final UnifiedJedis redis;
    private final RedisDcrCredentialStore store;

    TamperedInClearTest(RedisStandalone servers) {
        redis = servers.open();
        store = RedisDcrCredentialStore.builder(redis, RedisSecrets.inClear())
                .prefix(names.prefix())
                .listener(events::add)
                .build();
    }

    @AfterEach
    void close() {
        store.close();
        redis.close();
    }

    private Claim claim(String owner, @Nullable String known) {
        return store.coordination(DcrClock.system())
                .claim(new ClaimRequest(
                        KEY, owner, Duration.ofMinutes(1), known, "digest", Ceiling.NONE, Purpose.REGISTER));
    }

    private void edit(byte[] name, String regex, String replacement) {
        String before = new String(redis.get(name), UTF_8);
        String after = before.replaceFirst(regex, replacement);
        assertThat(after).isNotEqualTo(before);
        redis.set(name, after.getBytes(UTF_8));
    }

    private void assertSetAside(String entry, String why) {
        assertThat(events).anySatisfy(event -> {
            DcrEvent.RowSetAside found = (DcrEvent.RowSetAside) event;
            assertThat(found.row()).isEqualTo(entry);
            assertThat(found.why()).contains("set aside", why);
        });
        assertThat(redis.keys(names.prefix() + ":{*}:aside.*." + entry)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":1|\"version\":-1|its version is negative",
                "\"version\":1|\"version\":9223372036854775808|its version",
                "\"version\":1|\"version\":1e3|its version",
                "(\"lease\":.*\"span\":\\[)\\d+|$1\"inf\"|the end of its span",
                "(\"lease\":.*\"span\":\\[)\\d+|$19223372036854775807|the end of its span",
                "(\"lease\":.*\"span\":\\[\\d+,)\\d+|$19223372036854775807|the length of its span",
                "(\"lease\":.*),\"span\":\\[\\d+,\\d+\\]|$1|its span is missing",
                "(\"key\":\")..|$1zz|another key",
                "(\"write\":\"2[.]).|$1*|not of the last write",
                "\"generations\":\\[|\"generations\":[7,|generations",
                "\\{\"format\"|x|not JSON"
            })
    void claim_stateEdited_isSetAsideWithTheReason(String regex, String replacement, String why) {
        DcrCredentials a = DcrFixtures.credentials(KEY, "a").build();
        store.save(a, null, null);
        assertThat(claim("dead", a.generation())).isInstanceOf(Claim.Granted.class);
        edit(state, regex, replacement);

        assertThat(claim("we", a.generation())).isInstanceOf(Claim.Granted.class);

        assertSetAside("state", why);
    }

    @Test
    void find_endpointEdited_isSetAside() {
        store.save(DcrFixtures.credentials(KEY, "a").build(), null, null);
        edit(record, "idp.example.com/tenants/a/token", "evil.example/token");

        assertThat(store.find(KEY)).isNull();
        assertSetAside("record", "not the one that was stored last");
    }

    @Test
    void findGeneration_formerRowIsThatOfAnother_isSetAside() {
        DcrCredentials a = DcrFixtures.credentials(KEY, "a").build();
        store.save(a, null, null);
        store.save(DcrFixtures.credentials(KEY, "b").build(), a.generation(), null);
        String former = redis.keys(names.prefix() + ":{*}:former.*").iterator().next();
        redis.set(former.getBytes(UTF_8), redis.get(record));

        assertThat(store.find(KEY, a.generation())).isNull();
        assertThat(store.find(KEY)).isNotNull();
        assertThat(events)
                .anySatisfy(event ->
                        assertThat(((DcrEvent.RowSetAside) event).row()).startsWith("former."));
    }
}
