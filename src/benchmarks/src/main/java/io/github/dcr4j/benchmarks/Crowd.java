package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Many callers who want the same credentials at the same time: a virtual thread each where the JVM has them, else a
 * future each. Thread-safe.
 */
final class Crowd implements AutoCloseable {
    private final int size;
    private final @Nullable ExecutorService threads = virtualThreads();

    Crowd(int size) {
        this.size = size;
    }

    /** Returns a gate that opens when as many have asked as there are callers. */
    CountDownLatch gate() {
        return new CountDownLatch(size);
    }

    /** Returns what all of them are given, having counted {@code asked} down for each. */
    DcrCredentials resolve(DcrResolver resolver, DcrRequest request, CountDownLatch asked) {
        List<CompletableFuture<DcrCredentials>> answers = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            answers.add(
                    threads == null ? async(resolver, request, asked) : onThread(threads, resolver, request, asked));
        }
        DcrCredentials first = answers.get(0).join();
        for (CompletableFuture<DcrCredentials> answer : answers) {
            if (!answer.join().generation().equals(first.generation())) {
                throw new IllegalStateException("two callers were given different generations");
            }
        }
        return first;
    }

    private static CompletableFuture<DcrCredentials> async(
            DcrResolver resolver, DcrRequest request, CountDownLatch asked) {
        CompletableFuture<DcrCredentials> answer = resolver.resolveAsync(request);
        asked.countDown();
        return answer;
    }

    private static CompletableFuture<DcrCredentials> onThread(
            ExecutorService threads, DcrResolver resolver, DcrRequest request, CountDownLatch asked) {
        return CompletableFuture.supplyAsync(
                () -> {
                    asked.countDown();
                    return resolver.resolve(request);
                },
                threads);
    }

    private static @Nullable ExecutorService virtualThreads() {
        try {
            // Java 21 and later; the benchmarks run on Java 17 too
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
