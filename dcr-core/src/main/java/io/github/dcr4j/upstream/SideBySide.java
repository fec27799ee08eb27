package io.github.dcr4j.upstream;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Resolves several clients at a time, but few at one server. Used once. */
final class SideBySide {
    private static final int MOST = 64;
    private static final int MOST_AT_A_SERVER = 4;

    private final List<RegisteredClient> clients;
    private final Duration atMost;
    private final List<@Nullable UpstreamResult> results;
    private final CountDownLatch unfinished;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Integer> waiting = new ArrayDeque<>();
    private final Map<String, Integer> running = new HashMap<>();
    private int runningInAll;

    private SideBySide(List<RegisteredClient> clients, Duration atMost) {
        this.clients = clients;
        this.atMost = atMost;
        this.results = new ArrayList<>(Collections.nCopies(clients.size(), null));
        this.unfinished = new CountDownLatch(clients.size());
        for (int i = 0; i < clients.size(); i++) {
            waiting.add(i);
        }
    }

    /**
     * Returns a result for each client, in the order given.
     *
     * @param atMost how long each is waited for
     * @throws InterruptedException if this thread is interrupted; what was begun goes on
     */
    static List<UpstreamResult> resolve(List<RegisteredClient> clients, Duration atMost) throws InterruptedException {
        SideBySide work = new SideBySide(clients, atMost);
        work.startWhatCan();
        work.unfinished.await();
        work.lock.lock();
        try {
            return work.results.stream().map(Objects::requireNonNull).toList();
        } finally {
            work.lock.unlock();
        }
    }

    private void startWhatCan() {
        for (Integer next = next(); next != null; next = next()) {
            int index = next;
            CompletableFuture<DcrCredentials> answer = begun(index);
            // one that is there already is taken here: as a callback it would begin the next from within itself, and so
            // on
            if (answer.isDone()) {
                finish(index, answer);
            } else {
                CompletableFuture<?> unused = answer.whenComplete((credentials, failure) -> {
                    finish(index, answer);
                    startWhatCan();
                });
            }
        }
    }

    /** Whatever goes wrong is an answer: one that is missing would be waited for. */
    private CompletableFuture<DcrCredentials> begun(int index) {
        try {
            return clients.get(index).credentialsAsync().orTimeout(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private @Nullable Integer next() {
        lock.lock();
        try {
            for (Iterator<Integer> each = waiting.iterator(); runningInAll < MOST && each.hasNext(); ) {
                int index = each.next();
                String server = clients.get(index).server();
                if (running.getOrDefault(server, 0) < MOST_AT_A_SERVER) {
                    each.remove();
                    running.merge(server, 1, Integer::sum);
                    runningInAll++;
                    return index;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void finish(int index, CompletableFuture<DcrCredentials> answer) {
        lock.lock();
        try {
            running.merge(clients.get(index).server(), -1, Integer::sum);
            runningInAll--;
            results.set(index, result(clients.get(index), answer));
        } finally {
            lock.unlock();
        }
        unfinished.countDown();
    }

    private DcrException stillWaiting() {
        return DcrException.at(
                        DcrException.Step.WAIT, "no answer within " + atMost + "; the attempt goes on, ask again later")
                .retryable(true)
                .exception();
    }

    private UpstreamResult result(RegisteredClient client, CompletableFuture<DcrCredentials> answer) {
        try {
            return new UpstreamResult.Ready(client, answer.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                return new UpstreamResult.Failed(client, stillWaiting());
            }
            return new UpstreamResult.Failed(client, e.getCause() instanceof RuntimeException why ? why : e);
        } catch (RuntimeException e) {
            return new UpstreamResult.Failed(client, e);
        }
    }
}
