package io.github.dcr4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.StoreOperation;
import io.github.dcr4j.testkit.StoreStall;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happened is what the meters say, by the names of upstreams alone. */
class DcrMetricsTest {
    private final DcrTestKit kit = DcrTestKit.start();
    private final MockClock registryClock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, registryClock);
    private final DcrMetrics metrics = new DcrMetrics(registry);

    @AfterEach
    void close() {
        metrics.close();
        kit.close();
    }

    private Upstreams open(String... names) {
        List<UpstreamConfig> configs = Stream.of(names)
                .map(name -> UpstreamConfig.builder(name)
                        .dcr(request ->
                                request.upstreamIssuer(kit.server().issuer()).variant(name))
                        .build())
                .toList();
        Upstreams upstreams = Upstreams.builder(new UpstreamsConfig("https://gateway.example.com", null, configs))
                .store(kit.store())
                .clock(kit.clock())
                .listener(metrics)
                .open();
        metrics.follow(upstreams);
        return upstreams;
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private long timed(String name, String... tags) {
        return registry.get(name).tags(tags).timer().count();
    }

    /** Returns what a gauge shows once what was read behind a look satisfies a condition: the kit's time-out bounds it. */
    private double gauge(String name, String upstream, java.util.function.DoublePredicate condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        double value = Double.NaN;
        while (System.nanoTime() < end) {
            value = registry.get(name).tag("upstream", upstream).gauge().value();
            if (condition.test(value)) {
                return value;
            }
            registryClock.addSeconds(16);
            Thread.onSpinWait();
        }
        return value;
    }

    @Test
    void on_firstUseAndHits_areCountedUnderTheUpstreamsName() {
        try (Upstreams upstreams = open("partner", "other-one")) {
            upstreams.client("partner").credentials();
            upstreams.client("partner").credentials();
            upstreams.client("partner").credentials();

            assertThat(count("dcr.registrations", "upstream", "partner", "reason", "first"))
                    .isOne();
            assertThat(count("dcr.hits", "upstream", "partner")).isEqualTo(2);
            assertThat(timed("dcr.resolve", "upstream", "partner", "outcome", "registered"))
                    .isOne();
            assertThat(timed("dcr.registration", "upstream", "partner")).isOne();
            assertThat(count("dcr.registrations", "upstream", "other-one", "reason", "first"))
                    .isZero();
        }
    }

    @Test
    void on_serverThatAResourceNames_isCountedUnderTheUpstreamsName() {
        UpstreamConfig config = UpstreamConfig.builder("notes")
                .resource(kit.server().resource().toString())
                .build();
        try (Upstreams upstreams = Upstreams.builder(
                        new UpstreamsConfig("https://gateway.example.com", null, List.of(config)))
                .store(kit.store())
                .clock(kit.clock())
                .listener(metrics)
                .open()) {
            metrics.follow(upstreams);
            assertThat(gauge("dcr.client.usable", "notes", Double::isNaN)).isNaN();

            upstreams.client("notes").credentials();
            upstreams.client("notes").credentials();

            assertThat(count("dcr.registrations", "upstream", "notes", "reason", "first"))
                    .isOne();
            assertThat(count("dcr.hits", "upstream", "notes")).isOne();
            assertThat(gauge("dcr.client.usable", "notes", value -> value == 1)).isOne();
        }
    }

    @Test
    void on_clientIsRejected_countsTheRejectionAndTheReplacement() {
        try (Upstreams upstreams = open("partner")) {
            DcrCredentials first = upstreams.client("partner").credentials();
            kit.server().forgetAll();
            kit.clock().advance(Duration.ofMinutes(30));

            upstreams.client("partner").rejected(first);

            assertThat(count("dcr.rejections", "upstream", "partner", "outcome", "replaced"))
                    .isOne();
            assertThat(count("dcr.registrations", "upstream", "partner", "reason", "rejected"))
                    .isOne();
        }
    }

    @Test
    void on_serverRefuses_countsTheFailureAndThenTheBackOff() {
        try (Upstreams upstreams = open("partner")) {
            kit.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.status(429));

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> upstreams.client("partner").credentials())
                        .isInstanceOf(DcrException.class);
            }

            assertThat(timed("dcr.resolve", "upstream", "partner", "outcome", "failed"))
                    .isOne();
            assertThat(count("dcr.backoffs", "upstream", "partner")).isEqualTo(2);
        }
    }

    @Test
    void on_keysWithoutAName_areOneUpstream() {
        try (DcrResolver resolver = kit.newResolver(settings -> settings.listener(metrics))) {
            IntStream.range(0, 5)
                    .forEach(i -> resolver.resolve(
                            kit.requestBuilder().variant("tenant-" + i).build()));
        }

        assertThat(count("dcr.registrations", "upstream", DcrMetrics.OTHER, "reason", "first"))
                .isEqualTo(5);
        Set<String> upstreams = registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("upstream"))
                .collect(Collectors.toSet());
        assertThat(upstreams).containsExactly(DcrMetrics.OTHER);
    }

    @Test
    void name_moreThanTheBound_theRestIsOther() {
        for (int i = 0; i < DcrMetrics.MOST_NAMES + 5; i++) {
            metrics.name(kit.requestBuilder().variant("tenant-" + i).build().key(), "u" + i);
        }

        assertThat(registry.find("dcr.hits").counters()).hasSize(DcrMetrics.MOST_NAMES + 1);
    }

    @Test
    void tags_ofEverything_nameNoClientAndNoAddress() {
        try (Upstreams upstreams = open("partner")) {
            DcrCredentials first = upstreams.client("partner").credentials();
            upstreams.client("partner").rejected(first);

            assertThat(registry.getMeters()).isNotEmpty();
            for (Meter meter : registry.getMeters()) {
                for (Tag tag : meter.getId().getTags()) {
                    assertThat(tag.getKey()).isIn("upstream", "reason", "outcome", "certainty", "kind");
                    assertThat(tag.getValue()).matches("[a-z_]{1,40}");
                }
            }
        }
    }

    @Test
    void follow_clientIsRegistered_showsTheSecondsUntilItsSecretExpires() {
        try (Upstreams upstreams = open("partner")) {
            assertThat(gauge("dcr.client.usable", "partner", value -> value == 0))
                    .isZero();
            DcrCredentials client = upstreams.client("partner").credentials();
            double usable = gauge("dcr.client.usable", "partner", value -> value == 1);

            double left = gauge("dcr.secret.expiry", "partner", value -> !Double.isNaN(value));

            long end = client.clientSecretExpiresAt().orElseThrow().toEpochMilli();
            assertThat(usable).isOne();
            assertThat(left).isCloseTo((end - registryClock.wallTime()) / 1_000d, within(0.001));
            registryClock.addSeconds(100);
            assertThat(registry.get("dcr.secret.expiry").gauge().value()).isCloseTo(left - 100, within(0.001));
        }
    }

    @Test
    void follow_storeDoesNotAnswer_aLookDoesNotWait() throws Exception {
        try (Upstreams upstreams = open("partner")) {
            upstreams.client("partner").credentials();
            gauge("dcr.client.usable", "partner", value -> value == 1);
            try (StoreStall stall = kit.store().faults().stall(StoreOperation.STANDING)) {
                registryClock.addSeconds(60);

                assertThat(registry.get("dcr.client.usable").gauge().value()).isOne();
                stall.awaitArrival(Duration.ofMinutes(1)); // it is read behind the look
                assertThat(registry.get("dcr.client.usable").gauge().value()).isOne();
            }
        }
    }

    @Test
    void follow_storeIsAway_showsThatNothingIsKnown() {
        try (Upstreams upstreams = open("partner")) {
            upstreams.client("partner").credentials();
            gauge("dcr.client.usable", "partner", value -> value == 1);

            kit.store().faults().failUntilRepaired(StoreOperation.STANDING);

            assertThat(gauge("dcr.client.usable", "partner", Double::isNaN)).isNaN();
            kit.store().faults().repair();
            assertThat(gauge("dcr.client.usable", "partner", value -> value == 1))
                    .isOne();
        }
    }

    @Test
    void follow_storeCannotTakeAClient_showsThatItIsHeld() {
        try (Upstreams upstreams = open("partner")) {
            kit.store().faults().failUntilRepaired(StoreOperation.SAVE);

            upstreams.client("partner").credentials();

            assertThat(registry.get("dcr.clients.unpublished").gauge().value()).isOne();
            kit.store().faults().repair();
        }
    }

    @Test
    void close_removesTheGaugesAndKeepsTheCounts() {
        try (Upstreams upstreams = open("partner")) {
            upstreams.client("partner").credentials();

            metrics.close();

            assertThat(registry.find("dcr.secret.expiry").gauge()).isNull();
            assertThat(registry.find("dcr.clients.unpublished").gauge()).isNull();
            assertThat(count("dcr.registrations", "upstream", "partner", "reason", "first"))
                    .isOne();
        }
    }
}
