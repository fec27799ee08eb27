package io.github.dcr4j.benchmarks;

import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Prints how long after the replica that registers the others have its credentials: sixteen replicas that are open
 * already, each with a near cache in front of one Redis, ask for one cold key at once, of servers that take their time.
 * Fails unless the server received exactly one GET and one POST for a key.
 */
public final class FleetLag {
    private static final int REPLICAS = 16;
    private static final List<Integer> SERVER_TAKES_MILLIS = List.of(50, 200, 1_000, 3_000);
    // how a waiting replica asks: at first after so long, then twice as long each time, up to what Redis answers
    private static final double FIRST_PAUSE = 25;
    private static final double LONGEST_PAUSE = 250;

    private final CannedServer server = CannedServer.of(Gateway.CONSUMER);
    private final Requests requests = new Requests(server);
    private final ExecutorService threads = Executors.newFixedThreadPool(REPLICAS);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<DcrResolver> replicas;

    private FleetLag(List<DcrResolver> replicas) {
        this.replicas = replicas;
    }

    /** Runs {@code -Drounds} rounds for each kind of server, five by default; takes no arguments. */
    public static void main(String[] none) {
        int rounds = Integer.getInteger("rounds", 5);
        try (Shelf shelf = new Shelf()) {
            List<NearCache> stores = new ArrayList<>();
            List<DcrResolver> replicas = new ArrayList<>();
            for (int i = 0; i < REPLICAS; i++) {
                stores.add(NearCache.over(RedisDcrCredentialStore.open(shelf.uri(), Shelf.RING)));
                replicas.add(DcrResolver.builder(stores.get(i)).build());
            }
            new FleetLag(replicas).measure(rounds);
            replicas.forEach(DcrResolver::close);
            stores.forEach(NearCache::close);
        }
    }

    private void measure(int rounds) {
        // classes are loaded and compiled by others than those that are measured
        for (int i = 0; i < 20; i++) {
            lags(0);
        }
        for (int takes : SERVER_TAKES_MILLIS) {
            List<Double> middle = new ArrayList<>();
            List<Double> last = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                List<Double> lags = lags(takes);
                middle.add(lags.get(REPLICAS / 2));
                last.add(lags.get(REPLICAS - 1));
            }
            System.out.printf(
                    Locale.ROOT,
                    "server takes %d ms: half of the replicas %s ms behind the first, the last %s ms; longest pause"
                            + " begun by then %.0f ms%n",
                    takes,
                    Spread.of(middle.stream().mapToDouble(Double::doubleValue)).printed(0),
                    Spread.of(last.stream().mapToDouble(Double::doubleValue)).printed(0),
                    longestPauseBegunWithin(takes));
        }
        threads.shutdown();
        timer.shutdown();
        server.close();
    }

    /** Returns how many milliseconds after the first of them each replica was served, in order. */
    private List<Double> lags(int serverTakesMillis) {
        CountDownLatch answer = new CountDownLatch(1);
        server.answerRegistrationsAfter(answer);
        DcrRequest request = Gateway.at(server.newIssuer());
        CyclicBarrier start = new CyclicBarrier(REPLICAS);
        requests.expect();
        var timing = timer.schedule(answer::countDown, serverTakesMillis, TimeUnit.MILLISECONDS);
        List<Long> served = replicas.stream()
                .map(replica -> CompletableFuture.supplyAsync(() -> servedAt(replica, request, start), threads))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();
        requests.check();
        if (!timing.isDone()) {
            throw new IllegalStateException("served before the server answered");
        }
        return served.stream().map(at -> (at - served.get(0)) / 1e6).toList();
    }

    private static long servedAt(DcrResolver replica, DcrRequest request, CyclicBarrier start) {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException("a replica did not start", e);
        }
        replica.resolve(request);
        return System.nanoTime();
    }

    /** Pauses last between a half and the whole of what they are bounded by; the bound doubles. */
    private static double longestPauseBegunWithin(double waited) {
        double pause = FIRST_PAUSE;
        for (double least = pause / 2; least <= waited && pause < LONGEST_PAUSE; least += pause / 2) {
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
        return pause;
    }
}
