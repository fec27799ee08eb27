package io.github.dcr4j.model;

import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Tries interleavings of threads one by one, those with the fewest switches first, and fails with the one that breaks a
 * promise. The collections of the JDK, and Caffeine, are taken as they are: a call of theirs is one step. What the former
 * call back is not.
 *
 * <p>The system property {@code model.effort} says how much is tried, in percent of what a build tries.
 */
public final class Interleavings {
    private static final int EFFORT = Integer.getInteger("model.effort", 100);

    /** No call back from within it may take a lock that others take outside of it: the checker does not see who waits. */
    private static final ManagedStrategyGuarantee CAFFEINE_IS_ONE_STEP = ManagedStrategyGuaranteeKt.forClasses(
                    name -> name.startsWith("com.github.benmanes.caffeine."))
            .allMethods()
            .ignore();

    private Interleavings() {}

    /**
     * Runs the operations of {@code model}, each once, on a thread of its own, as often as there are {@code runs}, each time
     * with the threads switched elsewhere; then what it validates.
     *
     * @param model public, with a constructor without arguments: the checker weaves itself into what it creates; with as
     *     many operations as threads, which return nothing and throw where a promise is broken
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
                .addGuarantee(CAFFEINE_IS_ONE_STEP);
    }
}
