package io.github.dcr4j.conformance;

import io.github.dcr4j.Secret;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A supplier of initial access tokens that counts how often it is asked. As safe for concurrent use as its source. */
public final class InitialAccessTokens implements Supplier<Secret> {

    private final Callable<String> source;
    private final AtomicInteger asked = new AtomicInteger();

    /** Creates a supplier that asks {@code source} each time. */
    public InitialAccessTokens(Callable<String> source) {
        this.source = source;
    }

    @Override
    public Secret get() {
        asked.incrementAndGet();
        try {
            return Secret.of(source.call());
        } catch (Exception e) {
            throw new IllegalStateException("no initial access token", e);
        }
    }

    /** Returns how often it was asked. */
    public int asked() {
        return asked.get();
    }
}
