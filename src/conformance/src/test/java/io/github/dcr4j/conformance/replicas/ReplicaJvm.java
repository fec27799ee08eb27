package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.replicas.ReplicaCommand.Verb;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A replica in a JVM of its own. Commands that take time return at once, and what comes of them is a future, which
 * fails if the replica ends first; the others return when they are done. The replica ends with this JVM at the latest.
 * Thread-safe.
 */
public final class ReplicaJvm implements AutoCloseable {
    private static final long START_SECONDS = 600;

    private final ReplicaProcess process;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final List<ReplicaAnswer> answers = new CopyOnWriteArrayList<>();
    private final List<ReplicaEvent> events = new CopyOnWriteArrayList<>();

    private record Pending(CompletableFuture<List<ReplicaAnswer>> result, List<ReplicaAnswer> answers) {}

    private ReplicaJvm(ReplicaSpec spec) {
        process = ReplicaProcess.start(
                ReplicaProgram.class,
                spec.arguments(),
                line -> take(ReplicaLine.read(line, ReplicaLine.class)),
                () -> pending.values().forEach(this::fail));
    }

    /** Starts a replica and does not wait for it: what it is told before it is ready waits. */
    public static ReplicaJvm start(ReplicaSpec spec) {
        return new ReplicaJvm(spec);
    }

    /** Returns when the replica is up and has done what needs no waiting of all it was told so far. */
    public CompletableFuture<List<ReplicaAnswer>> ping() {
        return tell(Verb.PING, "", 1, "");
    }

    /** Lets callers resolve a key at once. */
    public CompletableFuture<List<ReplicaAnswer>> resolve(String keyName, int callers) {
        return tell(Verb.RESOLVE, keyName, callers, "");
    }

    /** Gets callers ready to resolve a key; they do at {@link #go}. */
    public CompletableFuture<List<ReplicaAnswer>> prepare(String keyName, int callers) {
        return tell(Verb.PREPARE, keyName, callers, "");
    }

    /** Lets go the callers that were prepared. */
    public void go() {
        acknowledged(tell(Verb.GO, "", 1, ""));
    }

    /** Finds a generation; the answer has neither credentials nor error if there is none of that name. */
    public CompletableFuture<List<ReplicaAnswer>> find(String keyName, String generation) {
        return tell(Verb.FIND, keyName, 1, generation);
    }

    /** Lets callers report, at once, a generation that this replica has given out before. */
    public CompletableFuture<List<ReplicaAnswer>> rejected(String keyName, String generation, int callers) {
        return tell(Verb.REJECT, keyName, callers, generation);
    }

    /** Has an operator remove a key, in the store and at the server; the answer has no credentials. */
    public CompletableFuture<List<ReplicaAnswer>> deregister(String keyName) {
        return tell(Verb.DEREGISTER, keyName, 1, "");
    }

    /** Halts the replica when it next comes to a point. */
    public void arm(CrashPoint point) {
        acknowledged(tell(Verb.ARM, "", 1, point.name()));
    }

    /** Stalls the thread of the replica that next comes to a point; the future is complete when one has. */
    public CompletableFuture<List<ReplicaAnswer>> stall(CrashPoint point) {
        return tell(Verb.STALL, "", 1, point.name());
    }

    /** Lets go on what stalls at a point. */
    public void letGo(CrashPoint point) {
        acknowledged(tell(Verb.LET_GO, "", 1, point.name()));
    }

    /** Lets every save of the replica fail from now on, without effect and as one that can be tried again. */
    public void failSaves() {
        acknowledged(tell(Verb.FAIL_SAVES, "", 1, ""));
    }

    /** Closes the replica's resolver and store, and leaves the JVM running. */
    public CompletableFuture<List<ReplicaAnswer>> closeResolver() {
        return tell(Verb.CLOSE, "", 1, "");
    }

    private static void acknowledged(CompletableFuture<?> done) {
        done.orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
    }

    private CompletableFuture<List<ReplicaAnswer>> tell(Verb verb, String key, int callers, String detail) {
        long id = ids.incrementAndGet();
        Pending own = new Pending(new CompletableFuture<>(), new CopyOnWriteArrayList<>());
        pending.put(id, own);
        if (!process.send(ReplicaLine.write(new ReplicaCommand(id, verb, key, callers, detail)))) {
            fail(own);
        }
        return own.result;
    }

    private void take(ReplicaLine line) {
        ReplicaEvent event = line.event();
        if (event != null) {
            events.add(event);
            return;
        }
        Pending command = pending.get(line.id());
        ReplicaAnswer answer = line.answer();
        if (command == null) {
            throw new IllegalStateException("nobody asked for " + line);
        }
        if (answer != null) {
            answers.add(answer);
            command.answers.add(answer);
        } else {
            pending.remove(line.id());
            command.result.complete(List.copyOf(command.answers));
        }
    }

    private void fail(Pending command) {
        command.result.completeExceptionally(new IllegalStateException(this + " ended"));
    }

    /** Returns everything that callers in the replica were given so far. */
    public List<ReplicaAnswer> answers() {
        return List.copyOf(answers);
    }

    /** Returns everything that the replica's listeners were told so far. */
    public List<ReplicaEvent> events() {
        return List.copyOf(events);
    }

    /** Returns what the replica was told of one kind about one key. */
    public List<ReplicaEvent> events(Class<? extends DcrEvent> kind, String keyName) {
        return events.stream().filter(event -> event.is(kind, keyName)).toList();
    }

    /** Returns what the replica logged so far. */
    public String log() {
        return process.log();
    }

    /** Ends the replica at once (SIGKILL) and returns when it is gone and all it said has been read. */
    public void kill() {
        process.kill();
    }

    /**
     * Returns how the replica ended, when it has, by itself or by being killed, and all it said has been read.
     *
     * @throws IllegalStateException if it does not end within three minutes
     */
    public int awaitEnd() {
        return process.awaitEnd();
    }

    /** Stops the replica where it is (SIGSTOP). */
    public void freeze() {
        process.freeze();
    }

    /** Lets a frozen replica go on (SIGCONT). */
    public void thaw() {
        process.thaw();
    }

    /** Ends the replica if it still runs. */
    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return "ReplicaJvm[" + process + "]";
    }
}
