package io.github.dcr4j.upstream;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether an upstream's client can be used, as the log has told it: a line for each change. Thread-safe. */
final class UpstreamState {
    private final Logger log = LoggerFactory.getLogger("io.github.dcr4j.upstream.Upstreams");
    private final String name;
    private final AtomicBoolean usable = new AtomicBoolean(true);

    UpstreamState(String name) {
        this.name = name;
    }

    void usable() {
        if (!usable.get() && usable.compareAndSet(false, true)) {
            log.atInfo().addKeyValue("upstream", name).log("the upstream's client can be used again");
        }
    }

    void unusable(RuntimeException failure) {
        if (usable.compareAndSet(true, false)) {
            log.atWarn()
                    .addKeyValue("upstream", name)
                    .addKeyValue("why", failure.getMessage())
                    .log("the upstream has no client that can be used");
        }
    }

    void rejectedByHand(String clientId) {
        log.atWarn()
                .addKeyValue("upstream", name)
                .addKeyValue("clientId", clientId)
                .log("the upstream rejects the configured client; check its id and secret, or register it anew");
    }
}
