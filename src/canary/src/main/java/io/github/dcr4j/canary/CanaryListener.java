package io.github.dcr4j.canary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Watches a JVM that runs tests from their start to their end, and fails it if a secret was said. Does so where the
 * system property {@code dcr4j.canary.report} names a file for the report, and nothing otherwise: an IDE may run tests
 * without the agent that this needs.
 */
public final class CanaryListener implements LauncherSessionListener {
    private static final String REPORT = "dcr4j.canary.report";

    private static boolean woven;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (report() == null) {
            return;
        }
        synchronized (CanaryListener.class) {
            if (!woven) {
                woven = true;
                new Weaver(ByteBuddyAgent.getInstrumentation()).weave();
                LogLines.listenToJdkLoggers();
            }
        }
        session.getLauncher().registerTestExecutionListeners(new ThreadNames());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        Path report = report();
        if (report == null) {
            return;
        }
        Sweep sweep = Sweep.over(Canary.SIGHTINGS);
        if (areAllTests()) {
            sweep = sweep.ofAllTests(Canary.SIGHTINGS, known());
        }
        write(report, sweep.report());
        if (!sweep.problems().isEmpty()) {
            throw new IllegalStateException(sweep.report());
        }
    }

    /** Whether no selection of tests was made, as with {@code -Dtest=…}. */
    private static boolean areAllTests() {
        return Stream.of("test", "it.test", "groups", "excludedGroups")
                .allMatch(choice -> System.getProperty(choice) == null);
    }

    /** Returns the classes that the sweep goes by and that are there; in a module that does not use the core, none. */
    private static Set<String> known() {
        return Library.NAMES.stream().filter(CanaryListener::isThere).collect(Collectors.toSet());
    }

    /** Looks for its file: a class that is loaded would count as one that was used. */
    private static boolean isThere(String className) {
        return CanaryListener.class.getClassLoader().getResource(className.replace('.', '/') + ".class") != null;
    }

    private static @Nullable Path report() {
        String file = System.getProperty(REPORT);
        return file == null ? null : Path.of(file).toAbsolutePath();
    }

    private static void write(Path file, String report) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, report);
        } catch (IOException e) {
            throw new UncheckedIOException("the report of the canary sweep cannot be written", e);
        }
    }

    /** Looks at the names of all threads when a test class ends. */
    private static final class ThreadNames implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isContainer()) {
                Thread[] threads = new Thread[Thread.activeCount() + 100];
                int count = Thread.enumerate(threads);
                for (int i = 0; i < count; i++) {
                    Canary.text("thread name", threads[i].getName());
                }
            }
        }
    }
}
