package io.github.dcr4j.flight;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives work places: few at one server, so that one that is slow or down is not met by all that is cold at once, and a
 * bounded number in all, so that many such servers do not take every thread.
 *
 * <p>What has no place waits in its server's line, in order and without a thread. A free place goes to the line of the
 * server at which the fewest places are taken, and half of all places are for servers at which none is: servers that
 * never answer cannot keep those that do from their turn. Work that pauses, or waits for something
 * else than its server, gives up its place, and is first in line afterwards.
 *
 * <p>The lines hold a bounded number, and {@link #close} ends all that wait or pause. Thread-safe.
 */
public final class PerServerLimiter {
    private final Executor executor;
    private final DcrClock clock;
    private final int mostWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Line> lines = new HashMap<>();
    private final Pauses pauses;
    private final Turns turns;
    private int waiting;
    private boolean closed;

    /** A place in these lines. */
    private final class Served extends HeldPlace {
        Served(Line line, Work work) {
            super(clock, line, work);
        }

        @Override
        public void giveUp() {
            leaveAndBegin(this).forEach(PerServerLimiter.this::begin);
        }

        @Override
        void lineUp(Return back) {
            PerServerLimiter.this.lineUp(server, back, true);
        }

        @Override
        void withdraw(Return back) {
            PerServerLimiter.this.withdraw(back);
        }
    }

    /**
     * Creates empty lines.
     *
     * @param executor runs the work
     * @param clock measures pauses
     * @param mostAtAServer how many places there are at each server
     * @param mostInAll how many there are at all servers together
     * @param mostWaiting how many may wait for a place; further ones fail at once
     */
    public PerServerLimiter(Executor executor, DcrClock clock, int mostAtAServer, int mostInAll, int mostWaiting) {
        this.executor = executor;
        this.clock = clock;
        this.mostWaiting = mostWaiting;
        pauses = new Pauses(clock);
        turns = new Turns(mostAtAServer, mostInAll);
    }

    /** Runs {@code work} as soon as there is a place for it. */
    void execute(String server, Work work) {
        lineUp(server, work, false);
    }

    private void lineUp(String server, Work work, boolean resumed) {
        HeldPlace begun = null;
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

    private void begin(HeldPlace first) {
        try {
            executor.execute(() -> serve(first));
        } catch (Throwable t) {
            notStarted(first, t);
        }
    }

    /** Where nothing runs that would go on with the lines, what waits there has nothing to wait for. */
    private void notStarted(HeldPlace first, Throwable why) {
        List<Work> ended = new ArrayList<>(List.of(first.work));
        lock.lock();
        try {
            leave(first);
            if (turns.taken() == 0) {
                for (HeldPlace next = next(); next != null; next = next()) {
                    ended.add(next.work);
                    leave(next);
                }
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(work -> work.notStarted(why));
    }

    /** One thread goes on with what is in line, so that none of it waits for a thread again. */
    private void serve(HeldPlace first) {
        for (HeldPlace begun = first; begun != null; ) {
            HeldPlace served = begun;
            Duration pause = served.work.run(served);
            if (pause != null) {
                pauses.start(
                        pause,
                        () -> lineUp(served.server, served.work, true),
                        () -> served.work.notStarted(new DcrClosedException()));
            }
            List<HeldPlace> next = leaveAndBegin(served);
            begun = next.isEmpty() ? null : next.get(0);
            for (int i = 1; i < next.size(); i++) {
                begin(next.get(i));
            }
        }
    }

    private List<HeldPlace> leaveAndBegin(HeldPlace left) {
        lock.lock();
        try {
            leave(left);
            List<HeldPlace> all = new ArrayList<>();
            for (HeldPlace next = next(); next != null; next = next()) {
                all.add(next);
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns what has a place now and had none before; {@code null} if nothing may begin. What returns goes on by
     * itself.
     */
    private @Nullable HeldPlace next() {
        for (Line line = turns.next(); line != null; line = turns.next()) {
            waiting--;
            Work work = turns.begin(line);
            if (!(work instanceof HeldPlace.Return back)) {
                return new Served(line, work);
            }
            back.granted(line);
        }
        return null;
    }

    private void leave(HeldPlace left) {
        Line line = left.line;
        if (line != null) {
            left.line = null;
            turns.leave(line);
            forgetIfIdle(line);
        }
    }

    /** From here on it has its place again, or does not wait for it any more. */
    private void withdraw(HeldPlace.Return back) {
        lock.lock();
        try {
            Line line = lines.get(back.place.server);
            if (line != null && turns.remove(line, back)) {
                waiting--;
                forgetIfIdle(line);
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetIfIdle(Line line) {
        if (line.isIdle()) {
            lines.remove(line.server());
        }
    }

    /** Ends what waits for a place or pauses, now and from now on; what has a place goes on. */
    public void close() {
        List<Work> ended = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            for (Line line : List.copyOf(lines.values())) {
                ended.addAll(turns.removeAll(line));
                forgetIfIdle(line);
            }
            waiting = 0;
        } finally {
            lock.unlock();
        }
        pauses.close();
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

    /** Returns how much waits for a place. */
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
