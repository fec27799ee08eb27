package io.github.dcr4j.upstream;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.ServerSilence;
import io.github.dcr4j.upstream.log.BootProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Resolves several clients at a time within one deadline, and reports each as soon as it is known. The resolver bounds
 * how many attempts are at work. Once a server has not answered in time, nothing else that waits for it is waited for.
 * Used once, by one thread.
 */
final class BulkResolution {
    private static final long LONGEST_SECONDS = Duration.ofDays(365).toSeconds();

    private final List<RegisteredClient> clients;
    private final Duration atMost;
    private final long end;
    private final Consumer<? super UpstreamResult> each;
    private final BootProgress progress;
    private final BlockingQueue<Integer> landed = new LinkedBlockingQueue<>();
    private final Map<Integer, CompletableFuture<DcrCredentials>> open = new LinkedHashMap<>();

    private BulkResolution(
            List<RegisteredClient> clients,
            Duration atMost,
            Consumer<? super UpstreamResult> each,
            BootProgress progress) {
        this.progress = progress;
        this.clients = clients;
        this.atMost = atMost;
        // callers wait by the machine's time, also where a test's clock drives the rest
        this.end = DcrClock.system().nanos()
                + Math.min(atMost.toSeconds(), LONGEST_SECONDS) * 1_000_000_000L
                + atMost.toNanosPart();
        this.each = each;
    }

    /**
     * Reports a result for each client, as they come.
     *
     * @param atMost how long all of them are waited for
     * @param each called by this thread
     * @param progress logs whom it is waiting for
     * @throws InterruptedException if this thread is interrupted; what was begun goes on
     */
    static void resolve(
            List<RegisteredClient> clients,
            Duration atMost,
            Consumer<? super UpstreamResult> each,
            BootProgress progress)
            throws InterruptedException {
        BulkResolution work = new BulkResolution(clients, atMost, each, progress);
        try {
            work.begin();
            work.finish();
        } finally {
            work.open.values().forEach(answer -> answer.cancel(false));
        }
    }

    /** Credentials that are stored are reported before the next store read. */
    private void begin() {
        for (int i = 0; i < clients.size(); i++) {
            int index = i;
            if (remaining() <= 0) {
                each.accept(new UpstreamResult.Failed(clients.get(index), late()));
                continue;
            }
            CompletableFuture<DcrCredentials> answer = begun(index);
            open.put(index, answer);
            CompletableFuture<?> unused = answer.whenComplete((credentials, failure) -> landed.add(index));
            for (Integer next = landed.poll(); next != null; next = landed.poll()) {
                land(next);
            }
        }
    }

    private void finish() throws InterruptedException {
        while (!open.isEmpty()) {
            if (progress.untilNextLine() <= 0) {
                progress.waitingFor(open.keySet().stream()
                        .map(index -> clients.get(index).name())
                        .toList());
            }
            Integer next = landed.poll(Math.min(remaining(), progress.untilNextLine()), NANOSECONDS);
            if (next == null && remaining() > 0) {
                continue;
            }
            if (next == null) {
                giveUp(List.copyOf(open.keySet()), late());
            } else {
                land(next);
            }
        }
    }

    /** Whatever goes wrong is an answer: one that is missing would be waited for. */
    private CompletableFuture<DcrCredentials> begun(int index) {
        try {
            return clients.get(index).credentialsAsync();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void land(int index) {
        CompletableFuture<DcrCredentials> answer = open.remove(index);
        if (answer == null) {
            return;
        }
        RegisteredClient client = clients.get(index);
        UpstreamResult result = result(client, answer);
        each.accept(result);
        if (result instanceof UpstreamResult.Failed failed && ServerSilence.caused(failed.failure())) {
            giveUpOn(client);
        }
    }

    private void giveUpOn(RegisteredClient unanswered) {
        String server = unanswered.server();
        List<Integer> there = new ArrayList<>();
        for (Integer index : open.keySet()) {
            if (clients.get(index).server().equals(server)) {
                there.add(index);
            }
        }
        giveUp(there, silent(unanswered));
    }

    private void giveUp(List<Integer> indexes, DcrException why) {
        for (Integer index : indexes) {
            CompletableFuture<DcrCredentials> answer = open.get(index);
            if (answer != null && answer.isDone()) {
                land(index);
            } else if (answer != null) {
                open.remove(index);
                answer.cancel(false);
                each.accept(new UpstreamResult.Failed(clients.get(index), why.forAnotherCaller()));
            }
        }
    }

    private long remaining() {
        return end - DcrClock.system().nanos();
    }

    private DcrException late() {
        return failed("no answer within " + atMost + "; the attempt goes on, ask again later");
    }

    private static DcrException silent(RegisteredClient unanswered) {
        return failed("the server at " + unanswered.server() + " has not answered in time for upstream "
                + unanswered.name() + "; the attempt goes on, ask again later");
    }

    private static DcrException failed(String message) {
        return DcrException.at(DcrException.Step.WAIT, message).retryable(true).exception();
    }

    private static UpstreamResult result(RegisteredClient client, CompletableFuture<DcrCredentials> answer) {
        try {
            return new UpstreamResult.Ready(client, answer.join());
        } catch (CompletionException e) {
            return new UpstreamResult.Failed(client, e.getCause() instanceof RuntimeException why ? why : e);
        } catch (RuntimeException e) {
            return new UpstreamResult.Failed(client, e);
        }
    }
}
