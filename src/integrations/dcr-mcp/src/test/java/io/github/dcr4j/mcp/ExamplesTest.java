package io.github.dcr4j.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.mcp.example.DesktopTool;
import io.github.dcr4j.mcp.example.HeadlessAgent;
import io.github.dcr4j.mcp.example.KeychainTokens;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the page, run twice. */
class ExamplesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final HttpClient browser = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build();

    @Test
    void headlessAgent_twoRuns_areOneClient() {
        try (Rig rig = new Rig()) {
            String clients = folder.resolve("clients.json").toString();
            PrintStream out = System.out;
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            System.setOut(new PrintStream(printed, true, UTF_8));
            try {
                HeadlessAgent.main(rig.mcp.url(), clients);
                HeadlessAgent.main(rig.mcp.url(), clients);
            } finally {
                System.setOut(out);
            }

            assertThat(printed.toString(UTF_8).lines())
                    .filteredOn("look"::equals)
                    .hasSize(2);
            assertThat(rig.count(FakeEndpoint.REGISTRATION)).isEqualTo(1);
            assertThat(rig.count(FakeEndpoint.TOKEN)).isEqualTo(2);
        }
    }

    @Test
    void desktopTool_secondRun_needsNoLogin() throws Exception {
        try (Rig rig = new Rig()) {
            Path clients = folder.resolve("clients.json");
            McpTokenStore keychain = new KeychainTokens(new KeychainInMemory());
            CompletableFuture<HttpResponse<String>> page = new CompletableFuture<>();

            List<String> first = DesktopTool.tools(rig.mcp.url(), clients, keychain, address -> open(address, page));
            List<String> second = DesktopTool.tools(rig.mcp.url(), clients, keychain, address -> {
                throw new IllegalStateException("the user is asked again");
            });

            assertThat(first).isEqualTo(second).containsExactly("look");
            assertThat(page.get(2, TimeUnit.MINUTES).body()).contains("close this window");
            assertThat(rig.count(FakeEndpoint.REGISTRATION)).isEqualTo(1);
            assertThat(rig.count(FakeEndpoint.TOKEN)).isEqualTo(1);
        }
    }

    /** What a browser does, with a user who says yes. */
    private void open(URI address, CompletableFuture<HttpResponse<String>> page) {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        CompletableFuture<Void> unused =
                browser.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenAccept(page::complete);
    }

    private static final class KeychainInMemory implements KeychainTokens.Keychain {
        private final Map<String, String> texts = new ConcurrentHashMap<>();

        @Override
        public Optional<String> read(String name) {
            return Optional.ofNullable(texts.get(name));
        }

        @Override
        public void write(String name, String text) {
            texts.put(name, text);
        }

        @Override
        public void delete(String name) {
            texts.remove(name);
        }
    }
}
