package io.github.dcr4j.conformance.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same commands on entries of bytes and on what the memory store holds, side by side. */
class KeyStateDifferentialTest {
    private static final int STEPS = 100;

    @ParameterizedTest(name = "seeds from {0}")
    @ValueSource(longs = {0, 40, 80, 120, 160})
    void randomSteps_onBothStores_answerAlike(long first) {
        for (long seed = first; seed < first + 10; seed++) {
            TwinStores twins = new TwinStores(seed);
            for (int step = 0; step < STEPS; step++) {
                twins.step();
                assertThat(twins.seen(twins.ours()))
                        .as("seed %s, step %s: %s", seed, step, twins.history())
                        .isEqualTo(twins.seen(twins.theirs()));
            }
        }
    }
}
