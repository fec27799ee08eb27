package io.github.dcr4j.conformance.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.Deregistration;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.NearCache;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * One replica: reads commands, one a line, and writes answers and events, one a line. It ends when its input does, so
 * that it never outlives who started it.
 */
final class ReplicaProgram {
    private final ReplicaSpec spec;
    private final PrintStream out;
    private final Sabotage sabotage = new Sabotage();
    private final DcrCredentialStore store;
    private final DcrResolver resolver;
    private final Map<String, DcrCredentials> seen = new ConcurrentHashMap<>();
    private volatile CountDownLatch go = new CountDownLatch(1);

    private ReplicaProgram(ReplicaSpec spec, PrintStream out) {
        this.spec = spec;
        this.out = out;
        DcrCredentialStore shared = new CrashingStore(SharedStores.open(spec, this::tell), sabotage);
        store = spec.hasNearCache()
                ? NearCache.builder(shared)
                        .softAge(spec.softAge())
                        .listener(this::tell)
                        .build()
                : shared;
        resolver = DcrResolver.builder(store)
                .leaseDuration(spec.lease())
                // longer than the lease of another replica lasts on a slow machine
                .maxWait(Duration.ofMinutes(2))
                .listener(this::tell)
                .httpClient(new OkHttpClient.Builder()
                        .proxy(Proxy.NO_PROXY)
                        .eventListener(new CrashingCalls(sabotage))
                        .build())
                .build();
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        new ReplicaProgram(ReplicaSpec.parse(arguments), out).run();
        Runtime.getRuntime().halt(0);
    }

    private void run() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            obey(ReplicaLine.read(line, ReplicaCommand.class));
        }
    }

    private void obey(ReplicaCommand command) {
        switch (command.verb()) {
            case RESOLVE -> {
                CountDownLatch start = new CountDownLatch(1);
                call(command, start, resolver::resolve);
                start.countDown();
            }
            case PREPARE -> call(command, go, resolver::resolve);
            case GO -> {
                go.countDown();
                go = new CountDownLatch(1);
                say(ReplicaLine.done(command.id()));
            }
            case FIND ->
                background(() -> {
                    answer(
                            command,
                            request -> resolver.find(request, command.detail()).orElse(null));
                    say(ReplicaLine.done(command.id()));
                });
            case DEREGISTER ->
                background(() -> {
                    answer(command, request -> {
                        Deregistration unused = resolver.operations().deregister(request);
                        return null;
                    });
                    say(ReplicaLine.done(command.id()));
                });
            case REJECT -> {
                DcrCredentials rejected = Objects.requireNonNull(seen.get(command.detail()), "never seen here");
                CountDownLatch start = new CountDownLatch(1);
                call(command, start, request -> resolver.reportRejected(request, rejected));
                start.countDown();
            }
            case ARM -> {
                sabotage.arm(CrashPoint.valueOf(command.detail()));
                say(ReplicaLine.done(command.id()));
            }
            case STALL ->
                sabotage.stall(CrashPoint.valueOf(command.detail()), () -> say(ReplicaLine.done(command.id())));
            case LET_GO -> {
                sabotage.letGo(CrashPoint.valueOf(command.detail()));
                say(ReplicaLine.done(command.id()));
            }
            case FAIL_SAVES -> {
                sabotage.failSaves();
                say(ReplicaLine.done(command.id()));
            }
            case PING -> say(ReplicaLine.done(command.id()));
            case CLOSE ->
                background(() -> {
                    sabotage.close();
                    resolver.close();
                    store.close();
                    say(ReplicaLine.done(command.id()));
                });
        }
    }

    /** Returns once all callers stand ready; they begin at {@code start}. */
    private void call(ReplicaCommand command, CountDownLatch start, Call call) {
        CountDownLatch ready = new CountDownLatch(command.callers());
        CountDownLatch ended = new CountDownLatch(command.callers());
        for (int i = 0; i < command.callers(); i++) {
            background(() -> {
                ready.countDown();
                await(start);
                answer(command, call);
                ended.countDown();
            });
        }
        await(ready);
        background(() -> {
            await(ended);
            say(ReplicaLine.done(command.id()));
        });
    }

    private void answer(ReplicaCommand command, Call call) {
        DcrRequest request = request(command.key());
        long began = System.nanoTime();
        ReplicaAnswer answer;
        try {
            DcrCredentials given = call.of(request);
            if (given != null) {
                seen.put(given.generation(), given);
            }
            answer = ReplicaAnswer.of(command.key(), given, since(began));
        } catch (RuntimeException e) {
            answer = ReplicaAnswer.of(command.key(), e, since(began));
        }
        say(ReplicaLine.of(command.id(), answer));
    }

    private DcrRequest request(String keyName) {
        return KeyNames.requestBuilder(keyName, spec.issuer())
                .renewal(spec.renewing() ? RenewalStrategy.RENEW : RenewalStrategy.REPLACE)
                .build();
    }

    private static long since(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private void tell(DcrEvent event) {
        say(ReplicaLine.of(ReplicaEvent.of(event)));
        if (event instanceof DcrEvent.Registered) {
            sabotage.reached(CrashPoint.BEFORE_RETURN);
        }
    }

    private void say(ReplicaLine line) {
        byte[] text = (ReplicaLine.write(line) + "\n").getBytes(UTF_8);
        synchronized (out) {
            out.write(text, 0, text.length);
            out.flush();
        }
    }

    private static void background(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts here", e);
        }
    }

    /** What a caller asks the resolver. */
    private interface Call {
        @Nullable
        DcrCredentials of(DcrRequest request);
    }
}
