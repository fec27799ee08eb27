package io.github.dcr4j.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.ForeignText;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cost of making a text printable grows with its length, not with the square of it. */
class LinearTextTest {
    private static final int TIMES_AS_LONG = 16;
    // a text of 16 times the length costs 16 times as much, or 256 times where the cost grows with the square
    private static final double MOST = 64;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:",
                "\u001b[",
                "\u001b[0",
                "\u001b]",
                "\u009b1",
                "$",
                "${",
                "://",
                "://@",
                "@",
                "a:'?",
                " ",
                "\u0000",
                "\ud800"
            })
    void line_worstCaseOfSixteenTimesTheLength_costGrowsWithTheLength(String worst) {
        String once = worst.repeat(20_000 / worst.length());
        String longer = once.repeat(TIMES_AS_LONG);
        ForeignText.line(longer);

        double factor = Double.MAX_VALUE;
        for (int round = 0; round < 20 && factor > MOST; round++) {
            factor = Math.min(factor, (double) leastCost(longer) / leastCost(once));
        }

        assertThat(factor).isLessThanOrEqualTo(MOST);
    }

    /** Returns the processor time of this thread, in nanoseconds: what else runs on the machine does not count. */
    private static long leastCost(String text) {
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 5; run++) {
            long start = THREADS.getCurrentThreadCpuTime();
            assertThat(ForeignText.line(text)).isNotNull();
            least = Math.min(least, THREADS.getCurrentThreadCpuTime() - start);
        }
        return Math.max(least, TimeUnit.MICROSECONDS.toNanos(1));
    }
}
