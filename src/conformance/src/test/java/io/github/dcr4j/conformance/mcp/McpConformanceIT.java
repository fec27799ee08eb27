package io.github.dcr4j.conformance.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.node.Node22;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official conformance suite of MCP: everything that it requires of a client's authorization for the revisions
 * 2026-07-28 and 2025-11-25, and its extensions for clients without a user. Two scenarios run at a time.
 */
@ExtendWith(Node22.class)
class McpConformanceIT {
    private static final String LATEST = "2026-07-28";
    private static final String WITH_SESSIONS = "2025-11-25";
    private static final List<String> EXTENSIONS =
            List.of("auth/client-credentials-jwt", "auth/client-credentials-basic");

    private static final Pattern CLIENT = Pattern.compile("\nclient:\n((?:  - .*\n)+)");
    private static final Pattern AUTHORIZATION = Pattern.compile("  - (auth/.*)\n");
    private static final Path PAGE = Path.of("../docs/conformance.md");
    private static final Path TABLE = Path.of("target/node22/table.md");
    private static final List<String> HEAD =
            List.of("| revision | scenario | passed | failed | warnings |", "|---|---|---|---|---|");

    /** What the suite gives clients, by registration or beforehand. */
    private static final List<String> SECRETS = List.of(
            "test-client-secret",
            "test-secret-",
            "pre-registered-secret",
            "conformance-test-secret",
            "as1-client-secret",
            "as2-client-secret",
            "PRIVATE KEY",
            "test-auth-code",
            "test-token-",
            "cc-token-");

    private static final Map<Scenario, Future<McpResult>> RESULTS = new LinkedHashMap<>();
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(2);

    /**
     * What is run.
     *
     * @param revision of MCP, which is spoken on the wire
     */
    record Scenario(String revision, String name) {
        @Override
        public String toString() {
            return revision + " " + name;
        }
    }

    @BeforeAll
    static void begin() throws IOException {
        for (Scenario scenario : scenarios()) {
            Callable<McpResult> run = () -> McpSuite.run(scenario.revision(), scenario.name());
            RESULTS.put(scenario, THREADS.submit(run));
        }
    }

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    /** What the revisions require of a client's authorization, as the suite has it, and the extensions. */
    static List<Scenario> scenarios() throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        required(LATEST).forEach(name -> scenarios.add(new Scenario(LATEST, name)));
        EXTENSIONS.forEach(name -> scenarios.add(new Scenario(LATEST, name)));
        required(WITH_SESSIONS).forEach(name -> scenarios.add(new Scenario(WITH_SESSIONS, name)));
        return scenarios;
    }

    private static List<String> required(String revision) throws IOException {
        String client = CLIENT.matcher(McpSuite.requirements(revision))
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElse("");
        return AUTHORIZATION
                .matcher(client)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void scenario_ourClient_passesEveryCheck(Scenario scenario) throws Exception {
        McpResult result = Objects.requireNonNull(RESULTS.get(scenario)).get();

        System.out.println("== " + scenario);
        result.checks().forEach(System.out::println);
        assertThat(result.of("FAILURE")).isEmpty();
        assertThat(result.of("WARNING")).isEmpty();
        assertThat(result.of("SUCCESS")).isNotEmpty();
        assertThat(result.exit())
                .as("the suite's end; the client said: " + result.said())
                .isZero();
    }

    @Test
    void client_everyScenario_printsNoSecret() throws Exception {
        for (Future<McpResult> result : RESULTS.values()) {
            assertThat(result.get().said()).doesNotContain(SECRETS);
        }
    }

    @Test
    void requirements_authorization_areThoseThatTheSuiteHas() throws IOException {
        assertThat(required(LATEST)).hasSize(25);
        assertThat(required(WITH_SESSIONS)).hasSize(14);
    }

    @Test
    void page_table_isWhatTheSuiteSaid() throws Exception {
        StringBuilder table = new StringBuilder();
        HEAD.forEach(line -> table.append(line).append('\n'));
        for (Future<McpResult> result : RESULTS.values()) {
            table.append(result.get().row()).append('\n');
        }
        System.out.print(table);
        Files.writeString(TABLE, table, UTF_8);

        assertThat(Files.readString(PAGE, UTF_8))
                .as("what the build printed is in " + TABLE)
                .contains(table);
    }
}
