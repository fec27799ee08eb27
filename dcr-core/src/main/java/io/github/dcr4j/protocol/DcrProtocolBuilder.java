package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.request.ClientMetadata;
import java.time.Duration;
import java.util.Objects;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Builds a {@link DcrProtocol}; every value is checked when it is set. Not thread-safe. */
public final class DcrProtocolBuilder {
    private static final Duration LONGEST = Duration.ofDays(365);

    @Nullable
    OkHttpClient httpClient;

    String userAgent = "dcr4j";
    Duration callTimeout = Duration.ofSeconds(10);
    DcrClock clock = DcrClock.system();

    DcrProtocolBuilder() {}

    /**
     * Sets the HTTP client to derive from: its TLS, DNS and interceptors are kept, and its {@code proxy}, which then
     * decides which addresses are dialled. Redirects, cookies, caches, repeats and time-outs are not used.
     */
    public DcrProtocolBuilder httpClient(OkHttpClient httpClient) {
        this.httpClient = Objects.requireNonNull(httpClient, "httpClient");
        return this;
    }

    /** Sets the {@code User-Agent} header; {@code dcr4j} by default. */
    public DcrProtocolBuilder userAgent(String userAgent) {
        this.userAgent = ClientMetadata.ascii("userAgent", userAgent, 255);
        return this;
    }

    /**
     * Sets how long one call to a server may take, from connecting to the last byte of the answer; 10 s by default. A
     * search for metadata makes up to three.
     */
    public DcrProtocolBuilder callTimeout(Duration callTimeout) {
        if (callTimeout.isZero() || callTimeout.isNegative()) {
            throw new IllegalArgumentException("callTimeout must be more than zero: " + callTimeout);
        }
        this.callTimeout = callTimeout.compareTo(LONGEST) > 0 ? LONGEST : callTimeout;
        return this;
    }

    /** Sets the source of time, for tests; the machine's by default. */
    public DcrProtocolBuilder clock(DcrClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /** Returns the protocol. */
    public DcrProtocol build() {
        return new DcrProtocol(this);
    }
}
