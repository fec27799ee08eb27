package io.github.dcr4j.conformance.upstream;

import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The upstreams of a service, at servers of a kit. */
abstract class UpstreamsFixture {
    static final String CONSUMER = "https://gateway.example.com";

    final DcrTestKit kit = DcrTestKit.start();
    final List<AutoCloseable> opened = new ArrayList<>(List.of(kit));

    @TempDir
    Path directory = Path.of("");

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    Upstreams open(UpstreamConfig... upstreams) {
        UpstreamsConfig config = new UpstreamsConfig(CONSUMER, null, List.of(upstreams));
        Upstreams all = Upstreams.builder(config)
                .store(kit.store())
                .clock(kit.clock())
                .listener(kit.events())
                .open();
        opened.add(all);
        return all;
    }

    UpstreamConfig at(FakeAuthorizationServer server, String name) {
        return UpstreamConfig.builder(name)
                .dcr(request -> request.upstreamIssuer(server.issuer()).variant(name))
                .build();
    }

    FakeAuthorizationServer server() {
        FakeAuthorizationServer server =
                FakeAuthorizationServer.builder().clock(kit.clock()).start();
        opened.add(server);
        return server;
    }
}
