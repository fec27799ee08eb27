package io.github.dcr4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Forks of two benchmarks, in turn, so that whatever else the machine is doing meets both alike. The forks of a round
 * are compared with each other.
 */
record Rounds(List<Round> rounds) {
    /** Two forks, one directly after the other. */
    record Round(Fork subject, Fork baseline) {}

    Rounds {
        rounds = List.copyOf(rounds);
    }

    /** Runs {@code count} rounds; every second one begins with the other benchmark. */
    static Rounds run(Comparison comparison, int count) throws RunnerException {
        List<Round> rounds = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean baselineFirst = i % 2 == 0;
            Fork early = Fork.of(baselineFirst ? comparison.baseline() : comparison.subject());
            Fork late = Fork.of(baselineFirst ? comparison.subject() : comparison.baseline());
            rounds.add(baselineFirst ? new Round(late, early) : new Round(early, late));
        }
        return new Rounds(rounds);
    }

    String unit() {
        return rounds.get(0).subject().unit();
    }

    Spread ratio() {
        return spread(round -> round.subject().median() / round.baseline().median());
    }

    Spread difference() {
        return spread(round -> round.subject().median() - round.baseline().median());
    }

    Spread cpuRatio() {
        return spread(round -> round.subject().cpuMicros() / round.baseline().cpuMicros());
    }

    Spread cpuDifference() {
        return spread(round -> round.subject().cpuMicros() - round.baseline().cpuMicros());
    }

    Spread subject() {
        return spread(round -> round.subject().median());
    }

    Spread baseline() {
        return spread(round -> round.baseline().median());
    }

    Spread subjectBytes() {
        return spread(round -> round.subject().bytes());
    }

    Spread baselineBytes() {
        return spread(round -> round.baseline().bytes());
    }

    private Spread spread(ToDoubleFunction<Round> value) {
        return Spread.of(rounds.stream().mapToDouble(value));
    }
}
