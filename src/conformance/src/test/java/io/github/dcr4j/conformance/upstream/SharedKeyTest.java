package io.github.dcr4j.conformance.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Two upstreams with one key, which shows only once the resource of one of them has named its server. */
@ResourceLock(Resources.SYSTEM_ERR)
class SharedKeyTest extends UpstreamsFixture {
    private static final String SHARED = "share one client";

    private final FakeAuthorizationServer server = resourceServer();

    private FakeAuthorizationServer resourceServer() {
        FakeAuthorizationServer started =
                FakeAuthorizationServer.builder().clock(kit.clock()).start();
        opened.add(started);
        return started;
    }

    private UpstreamConfig byIssuer(String name) {
        return UpstreamConfig.builder(name)
                .dcr(request -> request.upstreamIssuer(server.issuer()))
                .build();
    }

    private UpstreamConfig byResource(String name) {
        return UpstreamConfig.builder(name)
                .resource(server.resource().toString())
                .build();
    }

    private static String log(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(UTF_8);
    }

    @Test
    void credentials_resourceNamesTheServerOfAnother_warnsThenAndOnce() {
        Upstreams[] all = {null};

        String opening = log(() -> all[0] = open(byResource("late-of-a-pair"), byIssuer("first-of-a-pair")));
        String using = log(() -> {
            all[0].client("late-of-a-pair").credentials();
            all[0].client("late-of-a-pair").credentials();
        });

        assertThat(opening).doesNotContain(SHARED);
        assertThat(using.lines().filter(line -> line.contains(SHARED)))
                .singleElement()
                .asString()
                .contains("WARN", "upstreams first-of-a-pair and late-of-a-pair");
        assertThat(kit.server().clients()).isEmpty();
        assertThat(server.clients()).hasSize(1);
    }

    @Test
    void resolveAll_resourceNamesTheServerOfAnother_warns() {
        String log = log(() ->
                open(byIssuer("first-of-a-pair"), byResource("late-of-a-pair")).resolveAll());

        assertThat(log).contains("upstreams first-of-a-pair and late-of-a-pair");
    }

    /** They share a client as they should. */
    @Test
    void credentials_twoResourcesNameOneServer_warnsNot() {
        String log = log(() -> {
            Upstreams all = open(byResource("notes"), byResource("files"));
            all.client("notes").credentials();
            all.client("files").credentials();
        });

        assertThat(log).doesNotContain(SHARED);
        assertThat(server.clients()).hasSize(1);
    }
}
