package io.github.dcr4j.conformance.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A service that boots again from the same configuration has the same clients. By the machine's clock. */
@ExtendWith(RedisExtension.class)
class RedisUpstreamsTest {
    @Test
    void open_again_registersNothingAndHasTheSameClients(RedisStandalone redis) {
        try (FakeAuthorizationServer server =
                FakeAuthorizationServer.builder().clock(DcrClock.system()).start()) {
            UpstreamsConfig config = UpstreamsJson.parse("""
                    {"consumer": "https://gateway.example.com/%s",
                     "store": {"uri": "redis://127.0.0.1:%d", "encryptionKeys": [{"value": "%s"}]},
                     "upstreams": [{"name": "a", "dcr": {"upstreamIssuer": "%4$s"}},
                                   {"name": "b", "scopes": ["openid"], "dcr": {"upstreamIssuer": "%4$s"}}]}""".formatted(
                            UUID.randomUUID(),
                            redis.node().port(),
                            Base64.getEncoder().encodeToString(new byte[32]),
                            server.issuer()));

            List<DcrCredentials> first = boot(config);
            List<DcrCredentials> second = boot(config);

            assertThat(second).isEqualTo(first);
            assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
        }
    }

    private static List<DcrCredentials> boot(UpstreamsConfig config) {
        try (Upstreams upstreams = Upstreams.open(config)) {
            return upstreams.resolveAll().stream()
                    .map(UpstreamResult.Ready.class::cast)
                    .map(UpstreamResult.Ready::credentials)
                    .toList();
        }
    }
}
