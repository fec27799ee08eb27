package io.github.dcr4j.conformance.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.work.ClockedWork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/** Replicas of one service that ask for one client again and again, in simulated time. */
final class Simulation implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Nothing at work waits longer; what is put off for longer, as the deletion of a dropped client is, is left alone. */
    private final DcrTestKit kit;

    private final List<DcrResolver> replicas = new ArrayList<>();
    private final DcrRequest request;
    private final PostTimes posts;
    private final ClockedWork work = new ClockedWork();
    private final AtomicLong hits = new AtomicLong();
    private final Queue<DcrEvent> told = new ConcurrentLinkedQueue<>();
    private final Set<String> generations = new LinkedHashSet<>();
    private final List<DcrException> failures = new ArrayList<>();
    private long answers;
    private int round;

    /**
     * Starts replicas that have asked for nothing yet.
     *
     * @param calls stands between them and the server
     */
    Simulation(FakeAuthorizationServerBuilder server, int replicas, Interceptor... calls) {
        this(settings -> settings, server, replicas, calls);
    }

    /** Starts replicas with settings of their own. */
    Simulation(
            UnaryOperator<DcrResolverBuilder> settings,
            FakeAuthorizationServerBuilder server,
            int replicas,
            Interceptor... calls) {
        kit = DcrTestKit.start(server);
        request = kit.request("openid");
        posts = new PostTimes(kit.clock()::now);
        OkHttpClient.Builder http =
                new OkHttpClient.Builder().addInterceptor(work).addInterceptor(posts);
        List.of(calls).forEach(http::addInterceptor);
        for (int i = 0; i < replicas; i++) {
            this.replicas.add(kit.newResolver(builder ->
                    settings.apply(builder.listener(this::note).executor(work).httpClient(http.build()))));
        }
    }

    /** Lets time go on as long as {@code pending} says so, whenever all that is at work waits for it. */
    private void awaitWhile(BooleanSupplier pending) {
        try {
            if (!work.awaitWhile(pending, kit.clock()::pendingWaits, kit.clock()::advance, LONGEST)) {
                throw new IllegalStateException("still at work after a minute");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void note(DcrEvent event) {
        if (event instanceof DcrEvent.Hit) {
            hits.incrementAndGet();
        } else {
            told.add(event);
        }
    }

    DcrTestKit kit() {
        return kit;
    }

    /** When registrations were sent. */
    PostTimes posts() {
        return posts;
    }

    /**
     * Every replica asks once; what it is given must be alive, by the clock of the server. Now and then they ask at the
     * same time, otherwise each when what the one before it has begun is done, which takes less of the machine's time.
     */
    void everybodyAsks() {
        round++;
        for (DcrResolver replica : replicas) {
            if (round % 10 != 0) {
                awaitWhile(work::goesOn);
            }
            CompletableFuture<DcrCredentials> asked = replica.resolveAsync(request);
            try {
                alive(finished(asked));
            } catch (DcrException e) {
                failures.add(e);
            }
        }
    }

    private void alive(DcrCredentials credentials) {
        Instant end = credentials.clientSecretExpiresAt().orElse(Instant.MAX);
        assertThat(end).isAfter(kit.clock().now());
        answers++;
        generations.add(credentials.generation());
    }

    private DcrCredentials finished(CompletableFuture<DcrCredentials> asked) {
        awaitWhile(() -> !asked.isDone());
        try {
            return asked.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DcrException known) {
                throw known;
            }
            throw e;
        }
    }

    /** Lets time pass, and what was begun in the background end. */
    void pass(Duration time) {
        kit.clock().advance(time);
        awaitWhile(work::goesOn);
    }

    long hits() {
        return hits.get();
    }

    /** How often somebody was given credentials. */
    long answers() {
        return answers;
    }

    List<DcrException> failures() {
        return failures;
    }

    /** The generations that somebody was given. */
    Set<String> generations() {
        return generations;
    }

    <E extends DcrEvent> List<E> published(Class<E> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        kit.close();
        work.close();
    }
}
