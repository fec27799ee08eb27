package io.github.dcr4j.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What tests ask of the answers of replicas. */
final class Answers {
    private static final long BOUND_SECONDS = 600;

    private Answers() {}

    /** Waits for answers, for ten minutes at most. */
    static List<ReplicaAnswer> get(CompletableFuture<List<ReplicaAnswer>> answers) {
        return answers.orTimeout(BOUND_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Returns the generation that all of them were given. */
    static String generationOf(List<ReplicaAnswer> answers) {
        assertThat(answers).isNotEmpty().allMatch(ReplicaAnswer::succeeded);
        String generation = String.valueOf(answers.get(0).generation());
        assertThat(answers).extracting(ReplicaAnswer::generation).containsOnly(generation);
        return generation;
    }
}
