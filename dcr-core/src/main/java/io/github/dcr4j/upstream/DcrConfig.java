package io.github.dcr4j.upstream;

import io.github.dcr4j.resolver.DcrRequestBuilder;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an operator says of an upstream whose client is registered: which authorization server, and what the client shall
 * be. Immutable and thread-safe.
 */
public final class DcrConfig {
    private final List<Consumer<DcrRequestBuilder>> settings;
    private final String printed;

    DcrConfig(DcrConfigBuilder builder) {
        settings = List.copyOf(builder.settings);
        printed = "DcrConfig" + builder.printed.entrySet();
    }

    /** Starts one with nothing set; {@code discoveryUrl}, {@code upstreamIssuer} or {@code registrationEndpoint} is required. */
    public static DcrConfigBuilder builder() {
        return new DcrConfigBuilder();
    }

    /** Tells {@code request} all of it. */
    void applyTo(DcrRequestBuilder request) {
        settings.forEach(setting -> setting.accept(request));
    }

    /** Prints what was set, without secrets and the software statement. */
    @Override
    public String toString() {
        return printed;
    }
}
