package io.github.dcr4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.upstream.StoreConfig;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page, the dashboard and the alerts name the meters that a program has, and no others. */
class MetricsPageTest {
    private static final Path DOCS = Path.of("../../docs");
    private static final Pattern SAMPLE = Pattern.compile("^(dcr_[a-z_]+)", Pattern.MULTILINE);
    private static final Pattern USED = Pattern.compile("\\b(dcr_[a-z_]+)");
    private static final Pattern LISTED = Pattern.compile("^\\| `(dcr[a-z.]+)` \\|", Pattern.MULTILINE);

    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Runs what the page shows, against a server, and uses a client twice. */
    private void run() {
        MeterRegistry registry = prometheus;
        try (DcrTestKit kit = DcrTestKit.start()) {
            kit.clock().setWallClock(Instant.now()); // the upstreams that the page shows live by the machine's
            UpstreamsConfig config = new UpstreamsConfig(
                    "https://gateway.example.com",
                    StoreConfig.of("memory:"),
                    List.of(UpstreamConfig.builder("partner")
                            .dcr(request -> request.upstreamIssuer(kit.server().issuer()))
                            .build()));
            DcrMetrics metrics = new DcrMetrics(registry);
            Upstreams upstreams = Upstreams.builder(config)
                    .listener(metrics)
                    .aroundStore(metrics::timed) // beneath the near cache: what goes to Redis is timed, hits are not
                    .open();
            metrics.follow(upstreams);
            upstreams.client("partner").credentials();
            upstreams.client("partner").credentials();
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void dashboardAndAlerts_nameOnlyMetricsThatArePublished() throws IOException {
        run();
        Set<String> published = names(SAMPLE, prometheus.scrape());
        String dashboard = Files.readString(DOCS.resolve("grafana-dashboard.json"));
        String page = Files.readString(DOCS.resolve("metrics.md"));

        assertThat(names(USED, dashboard)).hasSizeGreaterThan(15).isSubsetOf(published);
        assertThat(names(USED, page)).hasSizeGreaterThan(4).isSubsetOf(published);
    }

    @Test
    void page_listsEveryMeter() throws IOException {
        run();
        Set<String> there = prometheus.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(names(LISTED, Files.readString(DOCS.resolve("metrics.md")))).isEqualTo(there);
    }

    @Test
    void hits_areOfTheUpstream() {
        run();

        assertThat(prometheus
                        .get("dcr.hits")
                        .tag("upstream", "partner")
                        .counter()
                        .count())
                .isOne();
        assertThat(prometheus.get("dcr.store").tag("call", "find").timer().count())
                .isPositive();
    }
}
