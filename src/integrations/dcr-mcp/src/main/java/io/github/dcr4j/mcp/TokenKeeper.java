package io.github.dcr4j.mcp;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.resource.ResourceChallenge;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The token of one server, for any number of callers: one flight at a time gets the next one, and who needs it meanwhile
 * waits for that. A caller who leaves does not end the flight. Thread-safe; no caller's thread is blocked.
 */
final class TokenKeeper implements AutoCloseable {
    private static final Duration RENEWAL_PAUSE = Duration.ofSeconds(30);

    private final McpSettings settings;
    private final ServerAddress server;
    private final StoredTokens stored;
    private final TokenSource source;
    private final DcrClock clock;
    private final ThreadPoolExecutor worker;
    private final ReentrantLock lock = new ReentrantLock();
    private final LoginPause pause;
    private @Nullable McpToken token;
    private @Nullable Flight flight;
    private @Nullable Future<?> atWork;
    private @Nullable Long renewalPausedSince;
    private boolean closed;

    TokenKeeper(McpSettings settings, ServerAddress server) {
        this.settings = settings;
        this.server = server;
        clock = settings.clock();
        stored = new StoredTokens(settings, server);
        source = new TokenSource(settings, server);
        pause = new LoginPause(clock);
        worker = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = Executors.defaultThreadFactory().newThread(work);
            thread.setName("dcr-mcp " + server);
            thread.setDaemon(true);
            return thread;
        });
        worker.allowCoreThreadTimeOut(true);
        token = stored.find().orElse(null);
    }

    /** Returns the token to be sent now; empty if there is none. It waits where the token has ended, for a refresh. */
    CompletableFuture<Optional<McpToken>> current() {
        return locked(() -> {
            McpToken held = token;
            if (held == null) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            Flight running = flight;
            switch (held.age(clock.millis())) {
                case FRESH -> {}
                case DUE -> {
                    if (running == null && source.knowsServer() && !isRenewalPaused()) {
                        Flight unused = renew(held);
                    }
                }
                case EXPIRED -> {
                    return ended(held, running);
                }
            }
            return CompletableFuture.completedFuture(Optional.of(held));
        });
    }

    /** Where the server is not known yet, a request without a token brings what leads to it. */
    private CompletableFuture<Optional<McpToken>> ended(McpToken held, @Nullable Flight running) {
        if (running == null && source.knowsServer()) {
            return renew(held).done();
        }
        return running != null && running.isRenewal()
                ? running.done()
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * Gets another token after a 401.
     *
     * @param sent the value of {@code Authorization} that was refused; {@code null} if none was sent
     * @return completed when the request is worth another try
     */
    CompletableFuture<Boolean> after401(@Nullable String sent, ResourceChallenge challenge) {
        return after(sent, () -> after401(sent, challenge), held -> source.after401(held, challenge));
    }

    /** Gets a token with more scopes, see {@link #after401}. */
    CompletableFuture<Boolean> afterScope(@Nullable String sent, ResourceChallenge challenge) {
        return after(
                sent,
                () -> afterScope(sent, challenge),
                held -> held == null ? source.after401(null, challenge) : source.stepUp(held, challenge));
    }

    /** What gets the next token, on the worker's thread. */
    private interface Next {
        McpToken token(@Nullable McpToken held) throws InterruptedException;
    }

    private CompletableFuture<Boolean> after(
            @Nullable String sent, Supplier<CompletableFuture<Boolean>> again, Next next) {
        return locked(() -> {
            McpToken held = token;
            if (held != null && !held.isIn(sent) && held.age(clock.millis()) != McpToken.Age.EXPIRED) {
                return CompletableFuture.completedFuture(true); // another caller has got a newer one
            }
            Flight running = flight;
            if (running != null && running.isRenewal()) {
                return running.ended().thenCompose(ended -> again.get());
            }
            if (running == null) {
                pause.ensureOver();
                running = start(new Flight(false), () -> {
                    Optional<McpToken> newer = stored.newerThan(held);
                    return newer.isPresent() ? newer : Optional.of(next.token(held));
                });
            }
            return running.done().thenApply(got -> true);
        });
    }

    /** Returns a token, by a login if that is needed, also shortly after one that failed. */
    CompletableFuture<McpToken> authorized() {
        return locked(() -> {
            McpToken held = token;
            if (held != null && held.age(clock.millis()) != McpToken.Age.EXPIRED) {
                return CompletableFuture.completedFuture(held);
            }
            Flight running = flight;
            if (running != null && running.isRenewal()) {
                return running.ended().thenCompose(ended -> authorized());
            }
            if (running == null) {
                running = start(new Flight(false), () -> {
                    Optional<McpToken> newer = stored.newerThan(held);
                    Optional<McpToken> renewed = held == null || newer.isPresent() ? newer : source.renewed(held);
                    return renewed.isPresent() ? renewed : Optional.of(source.obtain());
                });
            }
            return running.done().thenApply(Optional::orElseThrow);
        });
    }

    /** Returns what is held, whatever its age. */
    Optional<McpToken> held() {
        lock.lock();
        try {
            return Optional.ofNullable(token);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the token, and gives up what is under way. */
    void forget() {
        giveUp(false, "its tokens were forgotten");
        stored.remove();
    }

    @Override
    public void close() {
        giveUp(true, "the authorization was closed");
        worker.shutdown();
    }

    private void giveUp(boolean forGood, String why) {
        Flight running;
        Future<?> work;
        lock.lock();
        try {
            closed |= forGood;
            running = flight;
            work = atWork;
            token = null;
            flight = null;
            pause.end();
        } finally {
            lock.unlock();
        }
        if (running != null && work != null) {
            running.done().completeExceptionally(givenUp(why)); // before the interrupt is seen
            work.cancel(true);
        }
    }

    private McpAuthorizationException givenUp(String why) {
        return new McpAuthorizationException(Reason.CLOSED, "there is no token for " + server + ", because " + why);
    }

    private Flight renew(McpToken held) {
        return start(new Flight(true), () -> {
            Optional<McpToken> newer = stored.newerThan(held);
            return newer.isPresent() ? newer : source.renewed(held);
        });
    }

    /** The lock is held. */
    private Flight start(Flight started, Callable<Optional<McpToken>> work) {
        flight = started;
        atWork = worker.submit(() -> run(started, work));
        return started;
    }

    private void run(Flight own, Callable<Optional<McpToken>> work) {
        Optional<McpToken> got;
        source.begin();
        try {
            got = work.call();
        } catch (Exception | LinkageError e) {
            failed(own, e);
            return;
        }
        McpToken next = got.orElse(null);
        if (landed(own, next) && next != null) {
            stored.save(next);
        }
        own.done().complete(got);
    }

    private void failed(Flight own, Throwable why) {
        lock.lock();
        try {
            McpToken held = token;
            if (own.equals(flight)) {
                flight = null;
                if (source.hasAskedUser()) {
                    pause.begin(why);
                }
                if (own.isRenewal() && held != null) {
                    renewalPausedSince = clock.nanos();
                    settings.log().refreshFailed(held, why);
                }
            }
        } finally {
            lock.unlock();
        }
        own.done().completeExceptionally(why);
    }

    /** Returns whether what the flight got is kept. */
    private boolean landed(Flight own, @Nullable McpToken got) {
        lock.lock();
        try {
            if (!own.equals(flight)) {
                return false;
            }
            flight = null;
            McpToken held = token;
            if (got != null) {
                pause.end();
                renewalPausedSince = null;
                token = got;
            } else if (held != null) {
                renewalPausedSince = clock.nanos();
                token = held.age(clock.millis()) == McpToken.Age.EXPIRED ? null : held.withoutRefreshToken();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isRenewalPaused() {
        Long since = renewalPausedSince;
        return since != null && clock.nanos() - since < RENEWAL_PAUSE.toNanos();
    }

    private <T> CompletableFuture<T> locked(Supplier<CompletableFuture<T>> decision) {
        lock.lock();
        try {
            return Flight.forCaller(
                    closed ? CompletableFuture.failedFuture(givenUp("the authorization was closed")) : decision.get());
        } catch (McpAuthorizationException e) {
            return CompletableFuture.failedFuture(e);
        } finally {
            lock.unlock();
        }
    }
}
