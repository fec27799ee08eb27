package io.github.dcr4j.spring.boot;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application configures. Immutable.
 *
 * @param enabled Whether clients are obtained as configured here.
 * @param consumer Who the application is: its own URL, or any stable name. Part of every key, so that all clients are
 *     registered anew when it changes.
 * @param store Where clients are kept: the URI alone, or properties below it.
 * @param upstreams The upstreams by name; the name is Spring Security's registration id.
 * @param startup What the start of the application does about clients.
 * @param maxWait How long one caller waits for a client at most, and the start of the application for all of them.
 */
@ConfigurationProperties("dcr")
record DcrProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String consumer,
        @NestedConfigurationProperty @Nullable DcrStoreProperties store,
        @DefaultValue Map<String, DcrUpstreamProperties> upstreams,
        @DefaultValue("background") Startup startup,
        @DefaultValue("25s") Duration maxWait) {

    /** What the start of the application does about clients. */
    enum Startup {
        /** They are obtained while the application starts, and it does not wait for them. */
        BACKGROUND,
        /** The application waits for them, and starts also without those that could not be obtained. */
        WAIT,
        /** The application starts only if all could be obtained. */
        REQUIRE,
        /** Each is obtained when it is first needed. */
        LAZY
    }
}
