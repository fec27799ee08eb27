package io.github.dcr4j.flight;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives work places: few at one server, so that one that is slow or down is not met by all that is cold at once, and a bounded
 * number in all, so that many such servers do not take every thread.
 *
 * <p>What has no place waits in its server's line, in order and without a thread. A free place goes to the line of the server
 * at which the fewest places are taken, and half of all places are for servers at which none is: servers that never answer
 * cannot keep those that do from their turn. Work that pauses gives up its place, and is first in line afterwards.
 *
 * <p>The lines hold a bounded number, and {@link #close} ends all that wait or pause. Thread-safe.
 */
public final class ServerLines {
    private final Executor executor;
    private final DcrClock clock;
    private final int mostWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Line> lines = new HashMap<>();
    private final Set<Resting> resting = new HashSet<>();
    private final Turns turns;
    private int waiting;
    private boolean closed;

    /** Work that pauses. */
    private static final class Resting {
        private final String server;
        private final Work work;
        private final CompletableFuture<Void> pause;

        Resting(String server, Work work, CompletableFuture<Void> pause) {
            this.server = server;
            this.work = work;
            this.pause = pause;
        }
    }

    /** Work that has a place. */
    private record Begun(Line line, Work work) {}

    /**
     * Creates empty lines.
     *
     * @param executor runs the work
     * @param clock measures pauses
     * @param mostAtAServer how many places there are at each server
     * @param mostInAll how many there are at all servers together
     * @param mostWaiting how many may wait for a place; further ones fail at once
     */
    public ServerLines(Executor executor, DcrClock clock, int mostAtAServer, int mostInAll, int mostWaiting) {
        this.executor = executor;
        this.clock = clock;
        this.mostWaiting = mostWaiting;
        turns = new Turns(mostAtAServer, mostInAll);
    }

    /** Runs {@code work} as soon as there is a place for it. */
    void execute(String server, Work work) {
        lineUp(server, work, false);
    }

    private void lineUp(String server, Work work, boolean resumed) {
        Begun begun = null;
        Throwable refused = null;
        lock.lock();
        try {
            if (closed) {
                refused = new DcrClosedException();
            } else {
                Line line = lines.computeIfAbsent(server, Line::new);
                turns.add(line, work, resumed);
                waiting++;
                begun = next();
                if (begun == null && waiting > mostWaiting && !resumed) {
                    turns.removeLast(line);
                    waiting--;
                    forgetIfIdle(line);
                    refused = tooMany();
                }
            }
        } finally {
            lock.unlock();
        }
        if (refused != null) {
            work.notStarted(refused);
        } else if (begun != null) {
            begin(begun);
        }
    }

    private DcrException tooMany() {
        return DcrException.at(
                        Step.WAIT,
                        mostWaiting + " attempts are waiting for a place already; maxWaiters allows no more. Are the"
                                + " authorization servers answering?")
                .retryable(true)
                .exception();
    }

    private void begin(Begun first) {
        try {
            executor.execute(() -> serve(first));
        } catch (Throwable t) {
            notStarted(first, t);
        }
    }

    /** Where nothing runs that would go on with the lines, what waits there has nothing to wait for. */
    private void notStarted(Begun first, Throwable why) {
        List<Work> ended = new ArrayList<>(List.of(first.work()));
        lock.lock();
        try {
            leave(first.line());
            if (turns.taken() == 0) {
                for (Begun next = next(); next != null; next = next()) {
                    ended.add(next.work());
                    leave(next.line());
                }
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(work -> work.notStarted(why));
    }

    /** One thread goes on with what is in line, so that none of it waits for a thread again. */
    private void serve(Begun first) {
        for (Begun begun = first; begun != null; ) {
            Duration pause = begun.work().run();
            if (pause != null) {
                rest(begun, pause);
            }
            List<Begun> next = leaveAndBegin(begun.line());
            begun = next.isEmpty() ? null : next.get(0);
            next.stream().skip(1).forEach(this::begin);
        }
    }

    private List<Begun> leaveAndBegin(Line left) {
        lock.lock();
        try {
            leave(left);
            List<Begun> all = new ArrayList<>();
            for (Begun next = next(); next != null; next = next()) {
                all.add(next);
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    private void rest(Begun begun, Duration time) {
        Resting paused = new Resting(begun.line().server(), begun.work(), clock.after(time));
        boolean late;
        lock.lock();
        try {
            late = closed;
            if (!late) {
                resting.add(paused);
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            paused.pause.cancel(false);
            paused.work.notStarted(new DcrClosedException());
            return;
        }
        CompletableFuture<Void> unused = paused.pause.thenRun(() -> resume(paused));
    }

    private void resume(Resting paused) {
        lock.lock();
        try {
            if (!resting.remove(paused)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        lineUp(paused.server, paused.work, true);
    }

    /** Returns what has a place now and had none before; {@code null} if nothing may begin. */
    private @Nullable Begun next() {
        Line line = turns.next();
        if (line == null) {
            return null;
        }
        waiting--;
        return new Begun(line, turns.begin(line));
    }

    private void leave(Line line) {
        turns.leave(line);
        forgetIfIdle(line);
    }

    private void forgetIfIdle(Line line) {
        if (line.isIdle()) {
            lines.remove(line.server());
        }
    }

    /** Ends what waits for a place or pauses, now and from now on; what has a place goes on. */
    public void close() {
        List<Work> ended = new ArrayList<>();
        List<Resting> paused;
        lock.lock();
        try {
            closed = true;
            for (Line line : List.copyOf(lines.values())) {
                ended.addAll(turns.removeAll(line));
                forgetIfIdle(line);
            }
            waiting = 0;
            paused = List.copyOf(resting);
            resting.clear();
        } finally {
            lock.unlock();
        }
        paused.forEach(each -> {
            each.pause.cancel(false);
            ended.add(each.work);
        });
        ended.forEach(work -> work.notStarted(new DcrClosedException()));
    }

    /** Returns at how many servers something runs or waits. */
    int size() {
        lock.lock();
        try {
            return lines.size();
        } finally {
            lock.unlock();
        }
    }
}
