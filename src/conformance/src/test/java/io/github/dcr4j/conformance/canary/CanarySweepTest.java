package io.github.dcr4j.conformance.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.canary.planted.Leak;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sweep of a JVM in which secrets leak fails and says where; that of one in which none does passes. */
class CanarySweepTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void sweep_secretsLeak_failsAndNamesEachPlaceAndEncoding() throws Exception {
        PlantedRun run = PlantedRun.of("LeakyCase", directory);

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.output()).contains("IllegalStateException: canary sweep: 30 secrets looked for");
        assertThat(planted())
                .hasSize(30)
                .allSatisfy(leak -> assertThat(leaks(run))
                        .anySatisfy(line ->
                                assertThat(line).startsWith(leak.start()).endsWith(leak.end())));
    }

    @Test
    void sweep_secretsLeak_reportHoldsNoSecret() throws Exception {
        PlantedRun run = PlantedRun.of("LeakyCase", directory);

        assertThat(run.report()).contains("LEAK").doesNotContain("s3cret");
    }

    @Test
    void sweep_nothingLeaks_passes() throws Exception {
        PlantedRun run = PlantedRun.of("TightCase", directory);

        assertThat(run.report()).contains("1 secrets looked for").endsWith("nothing leaked\n");
        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    private static List<String> leaks(PlantedRun run) throws IOException {
        return run.report().lines().filter(line -> line.startsWith("LEAK")).toList();
    }

    private static List<PlantedLeak> planted() {
        return Arrays.stream(Leak.values())
                .flatMap(leak -> Arrays.stream(Leak.Way.values()).map(way -> new PlantedLeak(leak, way)))
                .toList();
    }

    private record PlantedLeak(Leak leak, Leak.Way way) {
        String start() {
            return "LEAK of secret " + PlantedRun.digest(leak.secret(way).reveal()) + ", " + way.encoding();
        }

        /** A line may say more of the encoding: OkHttp encodes what it puts into a URL. */
        String end() {
            return ": " + leak.sink();
        }
    }
}
