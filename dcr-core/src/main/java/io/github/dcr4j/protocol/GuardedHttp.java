package io.github.dcr4j.protocol;

import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The only place that opens connections. */
public final class GuardedHttp implements AutoCloseable {
    public GuardedHttp(@Nullable OkHttpClient base, String userAgent) {}

    @Override
    public void close() {}
}
