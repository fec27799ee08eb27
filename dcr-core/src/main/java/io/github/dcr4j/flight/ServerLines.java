package io.github.dcr4j.flight;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lets few pieces of work run at one server at a time, so that one that is slow or down does not take every thread, and is
 * not met by all that is cold at once. The others wait in line, in their order, without a thread. Thread-safe.
 */
public final class ServerLines {
    private final Executor executor;
    private final int most;
    private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();

    /** A piece of work; run once, or told why it never will be. */
    interface Work {
        /** Does it; throws nothing. */
        void run();

        /** Takes notice that it cannot be done. */
        void notStarted(Throwable why);
    }

    /** What runs and what waits at one server; changed under the map's lock for it. */
    private static final class Line {
        private final Queue<Work> waiting = new ArrayDeque<>();
        private int running;
    }

    /**
     * Creates lines of which nobody waits.
     *
     * @param executor runs the work
     * @param most how many run at one server at a time
     */
    public ServerLines(Executor executor, int most) {
        this.executor = executor;
        this.most = most;
    }

    /** Runs {@code work} as soon as fewer than the most run at {@code server}. */
    void execute(String server, Work work) {
        boolean[] begins = new boolean[1];
        lines.compute(server, (name, known) -> {
            Line line = known == null ? new Line() : known;
            if (line.running < most) {
                line.running++;
                begins[0] = true;
            } else {
                line.waiting.add(work);
            }
            return line;
        });
        if (begins[0]) {
            begin(server, work);
        }
    }

    private void begin(String server, Work first) {
        try {
            executor.execute(() -> serve(server, first));
        } catch (Throwable t) {
            // whoever lined up behind it meanwhile has nobody to wait for
            for (Work work = first; work != null; work = next(server)) {
                work.notStarted(t);
            }
        }
    }

    /** One thread goes on with those in line, so that none of them waits for a thread again. */
    private void serve(String server, Work first) {
        for (Work work = first; work != null; work = next(server)) {
            work.run();
        }
    }

    private @Nullable Work next(String server) {
        Work[] next = new Work[1];
        lines.compute(server, (name, line) -> {
            if (line == null) {
                throw new IllegalStateException("nothing runs at this server");
            }
            next[0] = line.waiting.poll();
            if (next[0] == null) {
                line.running--;
            }
            return line.running == 0 ? null : line;
        });
        return next[0];
    }

    /** Returns at how many servers something runs. */
    int size() {
        return lines.size();
    }
}
