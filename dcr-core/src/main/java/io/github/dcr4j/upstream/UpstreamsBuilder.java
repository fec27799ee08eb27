package io.github.dcr4j.upstream;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Opens {@link Upstreams}. Not thread-safe. */
public final class UpstreamsBuilder {
    private final UpstreamsConfig config;
    private @Nullable DcrCredentialStore store;
    private UnaryOperator<DcrCredentialStore> aroundStore = UnaryOperator.identity();
    private DcrClock clock = DcrClock.system();
    private @Nullable DcrEventListener listener;
    private Duration maxWait = Duration.ofSeconds(25);
    private UnaryOperator<DcrResolverBuilder> settings = UnaryOperator.identity();

    UpstreamsBuilder(UpstreamsConfig config) {
        this.config = Objects.requireNonNull(config, "config");
    }

    /** Sets the store, in place of the one that the configuration names; the caller closes it, after the upstreams. */
    public UpstreamsBuilder store(DcrCredentialStore store) {
        this.store = Objects.requireNonNull(store, "store");
        return this;
    }

    /**
     * Sets what is put around a store that is opened here, beneath its near cache: something that times its calls, say.
     * Closing what is returned closes what it was given.
     */
    public UpstreamsBuilder aroundStore(UnaryOperator<DcrCredentialStore> wrapper) {
        this.aroundStore = Objects.requireNonNull(wrapper, "wrapper");
        return this;
    }

    /** Sets the source of time of the resolver and of a store that is opened here; the machine's by default. */
    public UpstreamsBuilder clock(DcrClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /** Sets the listener for what happens in the resolver and in a store that is opened here. */
    public UpstreamsBuilder listener(DcrEventListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets how long {@code credentials()} waits at most, and {@code resolveAll()} for all upstreams; 25 seconds by
     * default.
     */
    public UpstreamsBuilder maxWait(Duration maxWait) {
        this.maxWait = Objects.requireNonNull(maxWait, "maxWait");
        return this;
    }

    /**
     * Sets what else the resolver is built with: its HTTP client, its time-outs. May be called again, and adds to what
     * was set before.
     */
    public UpstreamsBuilder resolver(UnaryOperator<DcrResolverBuilder> settings) {
        UnaryOperator<DcrResolverBuilder> before = this.settings;
        Objects.requireNonNull(settings, "settings");
        this.settings = building -> settings.apply(before.apply(building));
        return this;
    }

    /**
     * Opens the upstreams; whatever was opened by then is closed again when this fails. Nothing is sent but to the
     * store.
     *
     * @throws IllegalArgumentException if neither a store was set nor the configuration names one, or it cannot be used
     */
    public Upstreams open() {
        DcrCredentialStore own = store == null ? opened() : null;
        DcrResolver resolver = null;
        try {
            DcrCredentialStore used = own == null ? Objects.requireNonNull(store) : own;
            DcrResolverBuilder building = DcrResolver.builder(used).clock(clock).maxWait(maxWait);
            if (listener != null) {
                building.listener(listener);
            }
            resolver = settings.apply(building).build();
            return new Upstreams(config, used, own != null, resolver, maxWait);
        } catch (RuntimeException | Error e) {
            closeAfter(e, resolver, own);
            throw e;
        }
    }

    private DcrCredentialStore opened() {
        StoreConfig named = config.store();
        if (named == null) {
            throw new IllegalArgumentException(
                    "the configuration names no store, and none was set; memory: keeps clients as long as the program runs");
        }
        return StoreOpening.open(named, clock, listener, aroundStore);
    }

    private static void closeAfter(
            Throwable failure, @Nullable DcrResolver resolver, @Nullable DcrCredentialStore own) {
        try {
            if (resolver != null) {
                resolver.close();
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        try {
            if (own != null) {
                own.close();
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
