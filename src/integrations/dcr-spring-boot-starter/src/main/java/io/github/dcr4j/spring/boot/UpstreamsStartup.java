package io.github.dcr4j.spring.boot;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.spring.boot.DcrProperties.Startup;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Obtains the clients when the application starts: beside it, or before its web server takes requests. Stops after the
 * web server has finished its requests; the {@link Upstreams} are closed later still, with the beans. Thread-safe.
 */
final class UpstreamsStartup implements SmartLifecycle {
    /** The web server begins after this phase, and has ended before it. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamsStartup.class);

    private final Upstreams upstreams;
    private final Startup startup;
    private final ThreadFactory threads;
    private volatile boolean running;
    private volatile @Nullable Thread background;

    UpstreamsStartup(Upstreams upstreams, Startup startup, ThreadFactory threads) {
        this.upstreams = upstreams;
        this.startup = startup;
        this.threads = threads;
    }

    @Override
    public void start() {
        running = true;
        switch (startup) {
            case BACKGROUND -> {
                Thread thread = threads.newThread(this::resolveBeside);
                background = thread;
                thread.start();
            }
            case WAIT -> {
                List<UpstreamResult> unused = upstreams.resolveAll();
            }
            case REQUIRE -> require(failed(upstreams.resolveAll()));
            case LAZY -> {}
        }
    }

    private void resolveBeside() {
        try {
            List<UpstreamResult> unused = upstreams.resolveAll();
        } catch (DcrException e) {
            LOG.debug("the clients are not waited for any more: {}", e.getMessage());
        }
    }

    private static List<UpstreamResult.Failed> failed(List<UpstreamResult> results) {
        List<UpstreamResult.Failed> failed = new ArrayList<>();
        for (UpstreamResult result : results) {
            if (result instanceof UpstreamResult.Failed failure) {
                failed.add(failure);
            }
        }
        return failed;
    }

    private void require(List<UpstreamResult.Failed> failed) {
        if (failed.isEmpty()) {
            return;
        }
        running = false;
        throw new DcrConfigurationException(
                failed.stream()
                        .map(failure -> new ConfigurationProblem(
                                "dcr.upstreams" + PropertyPaths.element(failure.name()),
                                "dcr.startup=require, and there is no client: "
                                        + failure.failure().getMessage()))
                        .toList(),
                failed.get(0).failure());
    }

    @Override
    public void stop() {
        running = false;
        Thread thread = background;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A paused application keeps its clients. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
