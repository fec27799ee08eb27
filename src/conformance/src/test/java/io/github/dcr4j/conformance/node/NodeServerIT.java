package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No server outlives the tests, and one that does not start says why. */
@ExtendWith(NodeServers.class)
class NodeServerIT {

    @ParameterizedTest
    @ValueSource(strings = {"oidc-provider.mjs", "mcp-router.mjs"})
    void close_runningServer_endsInOrder(String program) throws Exception {
        NodeServer server = NodeServer.start(program);

        server.close();

        assertThat(server.process().isAlive()).isFalse();
        assertThat(server.process().exitValue()).isZero();
    }

    /** This is what happens when the JVM dies. */
    @Test
    void standardInput_ends_theServerToo() throws Exception {
        try (NodeServer server = NodeServer.start("mcp-router.mjs")) {
            server.process().getOutputStream().close();

            assertThat(server.process().waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(server.process().exitValue()).isZero();
        }
    }

    @Test
    void start_refusedOption_failsAndNamesTheLog() {
        assertThatThrownBy(() -> NodeServer.start("oidc-provider.mjs", "--no-such-option"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/logs/oidc-provider.mjs");
    }
}
