package io.github.dcr4j.benchmarks;

import java.util.Locale;

/** What is measured against what, and how far it may be from it. */
enum Comparison {
    /** A hit on fresh credentials against a bare cache. */
    HIT(HitBenchmark.class, "resolve", "cache", "at most 1.25 x, less than 0.5 B/op"),
    /** A cold resolve against two bare calls. */
    COLD(ColdBenchmark.class, "resolve", "bareCalls", "at most 1.25 x or 150 us more"),
    /** Ten thousand callers on one cold key against one. */
    STORM(StormBenchmark.class, "callers", "oneCaller", "no limit: one POST, asserted");

    private final Class<?> benchmark;
    private final String subject;
    private final String baseline;
    private final String limit;

    Comparison(Class<?> benchmark, String subject, String baseline, String limit) {
        this.benchmark = benchmark;
        this.subject = subject;
        this.baseline = baseline;
        this.limit = limit;
    }

    static Comparison named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Returns a pattern that only the benchmark of what is judged matches. */
    String subject() {
        return pattern(subject);
    }

    /** Returns a pattern that only the benchmark it is judged by matches. */
    String baseline() {
        return pattern(baseline);
    }

    private String pattern(String method) {
        return "^\\Q" + benchmark.getName() + "." + method + "\\E$";
    }

    /** Returns the limit in words. */
    String limit() {
        return limit;
    }

    /** Returns whether {@code rounds} keep the limit. */
    boolean keptBy(Rounds rounds) {
        return switch (this) {
            case HIT -> rounds.ratio().median() <= 1.25 && rounds.subjectBytes().median() < 0.5;
            case COLD -> rounds.ratio().median() <= 1.25 || rounds.difference().median() <= 150;
            case STORM -> true;
        };
    }
}
