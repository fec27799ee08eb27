package io.github.dcr4j.conformance.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.conformance.OffsetClock;
import io.github.dcr4j.conformance.chaos.ChaosLine.Kind;
import io.github.dcr4j.conformance.replicas.KeyNames;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.conformance.replicas.ReplicaEvent;
import io.github.dcr4j.conformance.replicas.ReplicaLine;
import io.github.dcr4j.conformance.replicas.ReplicaSpec;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * One replica: of each key some callers get the client and use it, again and again, and report it where the server does
 * not know it. It ends when its input does, so that it never outlives who started it.
 */
final class ChaosProgram {
    private static final int CALLERS_OF_A_KEY = 2;
    private static final long PAUSE_MILLIS = 60;
    private static final long STOP_SECONDS = 90;

    private final ChaosSpec spec;
    private final PrintStream out;
    private final OffsetClock clock = new OffsetClock(DcrClock.system(), Duration.ZERO);
    private final OkHttpClient http =
            new OkHttpClient.Builder().proxy(Proxy.NO_PROXY).build();
    private final TokenCalls tokens = new TokenCalls(http);
    private final ScheduledExecutorService callers;
    private final DcrCredentialStore store;
    private final DcrResolver resolver;

    private ChaosProgram(ChaosSpec spec, PrintStream out) {
        this.spec = spec;
        this.out = out;
        callers =
                Executors.newScheduledThreadPool(CALLERS_OF_A_KEY * spec.keys().size());
        DcrCredentialStore shared = opened();
        store = spec.hasNearCache()
                ? NearCache.builder(shared)
                        .softAge(spec.softAge())
                        .clock(clock)
                        .listener(this::tell)
                        .build()
                : shared;
        resolver = DcrResolver.builder(store)
                .clock(clock)
                .leaseDuration(spec.lease())
                .maxWait(spec.maxWait())
                .minReplacementInterval(ChaosSpec.REJECTION_PAUSE)
                .listener(this::tell)
                .httpClient(http)
                .build();
    }

    /** Where Redis is away, it starts again until it is not, as replicas are made to. */
    private DcrCredentialStore opened() {
        while (true) {
            try {
                return RedisDcrCredentialStore.builder(
                                URI.create(spec.redis() + "?timeout="
                                        + spec.patience().toMillis()),
                                ReplicaSpec.keyRing())
                        .patience(spec.patience())
                        .clock(clock)
                        .listener(this::tell)
                        .build();
            } catch (DcrStoreException away) {
                System.err.println("not started yet: " + away.getMessage());
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        CompletableFuture<ChaosProgram> starting = new CompletableFuture<>();
        new Thread(() -> starting.complete(new ChaosProgram(ChaosSpec.parse(arguments), out).begun())).start();
        CompletableFuture<ChaosProgram> last = starting;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            ChaosCommand command = ReplicaLine.read(line, ChaosCommand.class);
            // not here: the end of the input must be seen whatever a command waits for
            last = last.thenApplyAsync(program -> program.obey(command));
        }
        Runtime.getRuntime().halt(0);
    }

    private ChaosProgram begun() {
        for (String key : spec.keys()) {
            for (int caller = 0; caller < CALLERS_OF_A_KEY; caller++) {
                ScheduledFuture<?> unused =
                        callers.scheduleWithFixedDelay(() -> use(key), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        return this;
    }

    private ChaosProgram obey(ChaosCommand command) {
        switch (command.verb()) {
            case SET_CLOCK -> clock.setAhead(Duration.ofMillis(command.millis()));
            case FIND -> {
                DcrRequest request = request(command.key());
                DcrCredentials unused = answered(
                        Kind.FOUND,
                        command.key(),
                        () -> resolver.find(request, command.generation()).orElse(null));
            }
            case STOP -> {
                callers.shutdown();
                if (ended()) {
                    say(ChaosLine.of(Kind.STOPPED));
                }
            }
            case CLOSE -> {
                resolver.close();
                store.close();
                say(ChaosLine.of(Kind.CLOSED));
            }
        }
        return this;
    }

    private boolean ended() {
        try {
            return callers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void use(String key) {
        DcrRequest request = request(key);
        DcrCredentials client = answered(Kind.RESOLVED, key, () -> resolver.resolve(request));
        if (client == null) {
            return;
        }
        long beganMillis = System.currentTimeMillis();
        TokenCalls.Answer answer = tokens.ask(client);
        if (answer == null) {
            return;
        }
        ReplicaAnswer used = ReplicaAnswer.of(key, client, 0);
        Optional<ClientRejection> rejection = ClientRejection.inTokenResponse(client, answer.status(), answer.body());
        if (rejection.isEmpty()) {
            say(ChaosLine.of(Kind.USED, used, beganMillis));
            return;
        }
        say(ChaosLine.of(Kind.REJECTED, used, beganMillis));
        DcrCredentials unused = answered(
                Kind.REPORTED,
                key,
                client.generation(),
                () -> resolver.reportRejected(request, client, rejection.orElseThrow()));
    }

    private @Nullable DcrCredentials answered(Kind kind, String key, Supplier<@Nullable DcrCredentials> call) {
        return answered(kind, key, null, call);
    }

    private @Nullable DcrCredentials answered(
            Kind kind, String key, @Nullable String rejected, Supplier<@Nullable DcrCredentials> call) {
        long beganMillis = System.currentTimeMillis();
        long began = System.nanoTime();
        DcrCredentials given = null;
        ReplicaAnswer answer;
        try {
            given = call.get();
            answer = ReplicaAnswer.of(key, given, since(began));
        } catch (RuntimeException | Error e) {
            answer = ReplicaAnswer.of(key, e, since(began));
        }
        say(ChaosLine.of(kind, answer, beganMillis).reporting(rejected));
        return given;
    }

    private static long since(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    /** The name is no part of the key: the server's records tell by it which replica registered a client. */
    private DcrRequest request(String key) {
        DcrRequestBuilder request = KeyNames.requestBuilder(key, spec.issuer())
                .grantTypes("authorization_code", "client_credentials")
                .clientName(spec.name())
                .renewal(spec.renewing() ? RenewalStrategy.RENEW : RenewalStrategy.REPLACE);
        return (spec.deleting() ? request.deleteSupersededClients() : request).build();
    }

    private void tell(DcrEvent event) {
        if (!(event instanceof DcrEvent.Hit)) {
            say(ChaosLine.of(ReplicaEvent.of(event)));
        }
    }

    private void say(ChaosLine line) {
        byte[] text = (ReplicaLine.write(line) + "\n").getBytes(UTF_8);
        synchronized (out) {
            out.write(text, 0, text.length);
            out.flush();
        }
    }
}
