package io.github.dcr4j.model;

import java.util.List;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Tries interleavings of threads one by one, those with the fewest switches first, and fails with the one that breaks a
 * promise. Threads switch in our code and in {@code CompletableFuture}; a call of a collection or of Caffeine is one
 * step. What a concurrent collection of the JDK calls back has steps of its own.
 *
 * <p>The system property {@code model.effort} says how much is tried, in percent of what a build tries.
 */
public final class Interleavings {
    private static final int EFFORT = Integer.getInteger("model.effort", 100);

    /**
     * Values, and what is checked elsewhere. What they call back here takes no lock, which the checker would not see.
     */
    private static final List<String> ONE_STEP = List.of(
            "com.github.benmanes.caffeine.",
            "io.github.dcr4j.DcrCredentials",
            "io.github.dcr4j.DcrKey",
            "java.net.",
            "java.time.",
            "java.util.");

    private static final List<String> MANY_STEPS = List.of("java.util.concurrent.", "java.util.function.");

    private Interleavings() {}

    /**
     * Runs the operations of {@code model}, each once, on a thread of its own, as often as there are {@code runs}, each
     * time with the threads switched elsewhere; then what it validates.
     *
     * @param model public, with a constructor without arguments: the checker weaves itself into what it creates; with
     *     as many operations as threads, which return nothing and throw where a promise is broken
     */
    public static void explore(Class<?> model, int threads, int runs) {
        options(runs)
                .iterations(1)
                .threads(threads)
                .actorsPerThread(1)
                .verifier(NothingThrown.class)
                .check(model);
    }

    /**
     * Runs random scenarios of the operations of {@code structure}, two threads with three each, and compares what they
     * return with what {@code specification} returns in some order.
     */
    public static void compare(Class<?> structure, Class<?> specification, int scenarios, int runs) {
        options(runs)
                .iterations(scenarios)
                .threads(2)
                .actorsPerThread(3)
                .sequentialSpecification(specification)
                .check(structure);
    }

    private static ModelCheckingOptions options(int runs) {
        return new ModelCheckingOptions()
                .invocationsPerIteration(Math.max(1, runs * EFFORT / 100))
                .actorsBefore(0)
                .actorsAfter(0)
                .minimizeFailedScenario(false)
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(Interleavings::isOneStep)
                        .allMethods()
                        .ignore());
    }

    private static boolean isOneStep(String className) {
        return ONE_STEP.stream().anyMatch(className::startsWith)
                && MANY_STEPS.stream().noneMatch(className::startsWith);
    }
}
