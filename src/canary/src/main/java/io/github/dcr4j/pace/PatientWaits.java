package io.github.dcr4j.pace;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets a wait for something that will come last for minutes where a test says nothing else; Awaitility's own limit is
 * 10 s.
 */
public final class PatientWaits implements LauncherSessionListener {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
