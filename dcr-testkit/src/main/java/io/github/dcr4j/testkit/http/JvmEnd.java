package io.github.dcr4j.testkit.http;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockWebServer;

/**
 * Closes a server that was left open once nothing but such servers keeps the JVM running: the threads of MockWebServer
 * are no daemons, and a program whose {@code main} returns shall end. Thread-safe.
 */
final class JvmEnd {
    private static final long LOOK_EVERY_MILLIS = 200;
    /** How the threads of a MockWebServer are called, whatever they are doing. */
    private static final String SERVER = "MockWebServer";
    /** What becomes of the main thread: it waits for all others that are no daemons. */
    private static final String AFTER_MAIN = "DestroyJavaVM";

    private final MockWebServer server;
    private final CountDownLatch closed = new CountDownLatch(1);

    private JvmEnd(MockWebServer server) {
        this.server = server;
    }

    /** Watches over {@code server}, which has been started, on a daemon thread. */
    static JvmEnd closing(MockWebServer server) {
        JvmEnd end = new JvmEnd(server);
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
                    server.close();
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
