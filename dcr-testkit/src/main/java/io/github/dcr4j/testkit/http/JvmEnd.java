package io.github.dcr4j.testkit.http;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Closes a server that was left open once nothing but such servers keeps the JVM running: the threads of MockWebServer
 * are no daemons, and a program whose {@code main} returns shall end. Thread-safe.
 *
 * <p>They cannot be made daemons (MockWebServer 5.5): the class is final, its one constructor takes nothing and makes
 * its {@code TaskRunner} of {@code threadFactory("MockWebServer TaskRunner", daemon = false)}, which calls {@code
 * setDaemon(false)} on each of its threads, in any program; and {@code okhttp3.internal.concurrent} is exported to
 * OkHttp's own modules alone. What can be set (sockets, dispatcher, protocols) runs on those threads.
 */
final class JvmEnd {
    private static final long LOOK_EVERY_MILLIS = 200;
    /** How the threads of a MockWebServer are called, whatever they are doing. */
    private static final String SERVER = "MockWebServer";
    /** What becomes of the main thread: it waits for all others that are no daemons. */
    private static final String AFTER_MAIN = "DestroyJavaVM";

    private final Runnable closing;
    private final CountDownLatch closed = new CountDownLatch(1);

    private JvmEnd(Runnable closing) {
        this.closing = closing;
    }

    /** Watches over a server that has been started, on a daemon thread; {@code closing} closes all of it. */
    static JvmEnd of(Runnable closing) {
        JvmEnd end = new JvmEnd(closing);
        Thread watch = Executors.defaultThreadFactory().newThread(end::watch);
        watch.setName("dcr-testkit-end-of-jvm");
        watch.setDaemon(true);
        watch.start();
        return end;
    }

    private void watch() {
        try {
            while (!closed.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (onlyServersAreLeft()) {
                    closing.run();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean onlyServersAreLeft() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[2 * all.activeCount() + 16];
        int count = all.enumerate(threads, true);
        for (int i = 0; i < count; i++) {
            if (!threads[i].isDaemon() && !isServerOrAfterMain(threads[i].getName())) {
                return false;
            }
        }
        return count < threads.length;
    }

    private static boolean isServerOrAfterMain(String name) {
        return name.startsWith(SERVER) || name.equals(AFTER_MAIN);
    }

    /** The server is closed: there is nothing to watch. */
    void stop() {
        closed.countDown();
    }
}
