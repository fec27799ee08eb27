package io.github.dcr4j.benchmarks;

import java.util.Locale;

/** What is measured against what, and how far it may be from it. */
enum Comparison {
    /** A hit on fresh credentials against a bare cache. */
    HIT(HitBenchmark.class, "resolve", "cache", "at most 75 ns, less than 0.5 B/op"),
    /** A hit entered by a resource against one by issuer. */
    HIT_RESOURCE(HitBenchmark.class, "resource", "resolve", "at most 1.25 x, less than 0.5 B/op"),
    /** A hit by two threads at once on one key against a bare cache in the same way. */
    HIT_TWO(HitBenchmark.class, "resolveByTwo", "cacheByTwo", "at most 100 ns, less than 0.5 B/op"),
    /** A hit on credentials that are being replaced against one on fresh ones. */
    DUE(DueHitBenchmark.class, "due", "fresh", "at most 1.5 x, less than 0.5 B/op"),
    /** A cold resolve against two bare calls. */
    COLD(ColdBenchmark.class, "resolve", "bareCalls", "at most 1.25 x or 150 us more"),
    /** Discovery and registration through the guard and the strict readers against two bare calls. */
    GUARD(GuardBenchmark.class, "guardedCalls", "bareCalls", "at most 100 us more"),
    /** Ten thousand callers on one cold key against one. */
    STORM(StormBenchmark.class, "callers", "oneCaller", "no limit: one POST, asserted"),
    /** 64 threads that block on one cold key against as many that block on a bare future. */
    CALLERS(CallersBenchmark.class, "callers", "waiting", "at most 2 ms"),
    /** A hit in Redis against a GET of the same bytes. */
    REDIS(RedisHitBenchmark.class, "resolve", "get", "at most 1.25 x or 30 us more"),
    /** The part of it that is neither encryption nor its opposite. */
    REDIS_CLEAR(RedisHitBenchmark.class, "resolveInClear", "get", "no limit: a part of redis"),
    /** The part of it that is running a script. */
    REDIS_SCRIPT(RedisHitBenchmark.class, "script", "get", "no limit: a part of redis"),
    /** A hit through the near cache against one on the memory store. */
    NEAR(NearHitBenchmark.class, "resolve", "memory", "at most 1.5 x, less than 0.5 B/op"),
    /** The same while Redis answers nothing. */
    FROZEN(FrozenHitBenchmark.class, "resolve", "memory", "at most 2 x"),
    /** Sixteen replicas that start on one cold key against one. */
    FLEET(FleetStartBenchmark.class, "replicas", "oneReplica", "no limit: one POST, asserted"),
    /** A thousand upstreams at fifty servers side by side against the same bare calls by 64 threads. */
    UPSTREAMS(UpstreamsBenchmark.class, "resolveAll", "bareCalls", "at most 600 ms"),
    /** The first of them in a JVM. */
    UPSTREAMS_FIRST(FirstUpstreamsBenchmark.class, "resolveAll", "bareCalls", "at most 1,500 ms");

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
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
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
        return pattern(benchmark, method);
    }

    /** Returns a pattern that only one method of {@code benchmark} matches. */
    static String pattern(Class<?> benchmark, String method) {
        return "^\\Q" + benchmark.getName() + "." + method + "\\E$";
    }

    /** Returns the limit in words. */
    String limit() {
        return limit;
    }

    /** Returns whether {@code rounds} keep the limit. */
    boolean keptBy(Rounds rounds) {
        return switch (this) {
            case HIT -> rounds.subject().median() <= 75 && rounds.subjectBytes().median() < 0.5;
            case HIT_TWO ->
                rounds.subject().median() <= 100 && rounds.subjectBytes().median() < 0.5;
            case HIT_RESOURCE ->
                rounds.ratio().median() <= 1.25 && rounds.subjectBytes().median() < 0.5;
            case COLD -> rounds.ratio().median() <= 1.25 || rounds.difference().median() <= 150;
            case CALLERS -> rounds.subject().median() <= 2_000;
            case GUARD -> rounds.difference().median() <= 100;
            case REDIS -> rounds.ratio().median() <= 1.25 || rounds.difference().median() <= 30;
            case DUE, NEAR ->
                rounds.ratio().median() <= 1.5 && rounds.subjectBytes().median() < 0.5;
            case FROZEN -> rounds.ratio().median() <= 2;
            case UPSTREAMS -> rounds.subject().median() <= 600;
            case UPSTREAMS_FIRST -> rounds.subject().median() <= 1_500;
            case STORM, REDIS_CLEAR, REDIS_SCRIPT, FLEET -> true;
        };
    }
}
