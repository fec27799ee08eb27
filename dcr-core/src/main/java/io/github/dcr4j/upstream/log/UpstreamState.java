package io.github.dcr4j.upstream.log;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.rejection.ClientRejection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether an upstream's client can be used, as the log says: a line for each change. Thread-safe. */
public final class UpstreamState {
    private final Logger log;
    private final String name;
    private final AtomicBoolean usable = new AtomicBoolean(true);
    /** Why the server rejects what is configured; {@code null} if it does not, as far as is known. */
    private final AtomicReference<@Nullable String> rejected = new AtomicReference<>();

    /** Creates it for the upstream of that name. */
    public UpstreamState(String name) {
        this(name, LoggerFactory.getLogger("io.github.dcr4j.upstream.Upstreams"));
    }

    UpstreamState(String name, Logger log) {
        this.log = log;
        this.name = name;
    }

    /** What is configured has changed. */
    public void configuredAnew() {
        rejected.set(null);
    }

    /** Returns why the server rejects what is configured; {@code null} if it does not, as far as is known. */
    @Nullable
    public String rejection() {
        return rejected.get();
    }

    /** There is a client; logged if there was none before. */
    public void usable() {
        if (!usable.get() && usable.compareAndSet(false, true)) {
            log.atInfo()
                    .addKeyValue("upstream", ForeignText.of(name).toString())
                    .log("the client of upstream " + ForeignText.of(name) + " can be used again");
        }
    }

    /** There is no client; logged if there was one before. */
    public void unusable(DcrException failure) {
        // a caller who stopped waiting has learnt nothing about the client
        if (failure.step() != DcrException.Step.WAIT && usable.compareAndSet(true, false)) {
            log.atWarn()
                    .addKeyValue("upstream", ForeignText.of(name).toString())
                    .addKeyValue("why", failure.getMessage())
                    .log("upstream " + ForeignText.of(name) + " has no client that can be used: "
                            + failure.getMessage());
        }
    }

    /** Two names for one client are legal, and seldom meant. */
    public void sharesKeyWith(String earlier, DcrKey key) {
        log.atWarn()
                .addKeyValue("upstream", name)
                .addKeyValue("sameAs", earlier)
                .addKeyValue("key", key)
                .log(
                        "upstreams {} and {} have the same server, redirect URI and scopes, so they share one client: an update or"
                                + " a removal of one is that of both. Remove one of them, or give one another redirectUri",
                        earlier,
                        name);
    }

    /** The server rejects what is configured; logged once, until that changes. */
    public void rejectedByHand(String clientId, ClientRejection why) {
        if (!rejected.compareAndSet(null, why.text())) {
            return;
        }
        log.atWarn()
                .addKeyValue("upstream", ForeignText.of(name).toString())
                .addKeyValue("clientId", ForeignText.of(clientId).toString())
                .addKeyValue("why", why.text())
                .log("upstream " + ForeignText.of(name) + " rejects the configured client " + ForeignText.of(clientId)
                        + "; check its id and secret, or register it anew: " + why.text());
    }
}
