package io.github.dcr4j.upstream.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.logs.RecordingLogger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** An operator who watches a start sees how far it is, whom it waits for, and who is left without a client. */
class BootProgressTest {
    private final RecordingLogger log = new RecordingLogger(Level.INFO);
    private final AtomicLong nanos = new AtomicLong(-5);
    private final BootProgress progress = new BootProgress(30, nanos::get, log);

    @Test
    void untilNextLine_eachTenSeconds_aLineIsDue() {
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(progress.untilNextLine()).isEqualTo(Duration.ofSeconds(1).toNanos());

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(progress.untilNextLine()).isNegative();
        progress.known("a", true);
        progress.known("b", false);
        progress.waitingFor(List.of("c", "d\ne"));

        assertThat(progress.untilNextLine()).isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(log.messages)
                .containsExactly("1 of 30 upstreams have a client after 11000 ms, 1 have none; waiting for c, d e");
        assertThat(log.lines.get(0)).startsWith("INFO ").contains("ready=1", "failed=1", "waiting=2");
    }

    @Test
    void ended_allHaveAClient_saysHowLongItTook() {
        IntStream.range(0, 30).forEach(i -> progress.known("u" + i, true));
        nanos.addAndGet(Duration.ofMillis(412).toNanos());

        progress.ended();

        assertThat(log.messages).containsExactly("30 of 30 upstreams have a client after 412 ms");
    }

    @Test
    void ended_manyHaveNone_namesTwentyOfThem() {
        IntStream.range(0, 30).forEach(i -> progress.known("u" + i, i < 5));

        progress.ended();

        assertThat(log.messages)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("5 of 30 upstreams have a client after 0 ms; there is none yet for u5, u6,")
                        .endsWith("u24 and 5 more"));
    }
}
