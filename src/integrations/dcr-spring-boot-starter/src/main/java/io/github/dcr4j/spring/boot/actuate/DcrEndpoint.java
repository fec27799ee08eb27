package io.github.dcr4j.spring.boot.actuate;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.OrphanCount;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.Upstreams;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@code /actuator/dcr}: the application's upstreams and their clients, without secrets. Reading registers nothing and
 * sends nothing to a server; writing to one upstream checks its client at the server. Thread-safe.
 *
 * @see io.github.dcr4j.spring.boot.DcrUpstreamsCustomizer an example
 */
@Endpoint(id = "dcr")
public final class DcrEndpoint {
    private final Upstreams upstreams;
    private final DcrClock clock;

    DcrEndpoint(Upstreams upstreams, DcrClock clock) {
        this.upstreams = upstreams;
        this.clock = clock;
    }

    /** Returns all upstreams by name, and how many clients this application has left behind at servers. */
    @ReadOperation
    public Map<String, Object> upstreams() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (UpstreamClient client : upstreams.clients()) {
            all.put(client.name(), UpstreamDescription.of(client, now()));
        }
        OrphanCount orphans = upstreams.operations().orphans();
        return Map.of("upstreams", all, "orphans", Map.of("left", orphans.left(), "suspected", orphans.suspected()));
    }

    /**
     * Returns one upstream; {@code null}, a 404, if none has that name.
     *
     * @param name the upstream's name
     */
    @ReadOperation
    public @Nullable Map<String, Object> upstream(@Selector String name) {
        UpstreamClient client = find(name);
        return client == null ? null : UpstreamDescription.of(client, now());
    }

    /**
     * Obtains a client if there is none, asks the server whether it still knows it, and has it replaced if it does not;
     * returns what was found, and the upstream as it is then. {@code null}, a 404, if none has that name.
     *
     * @param name the upstream's name
     */
    @WriteOperation
    public @Nullable Map<String, Object> refresh(@Selector String name) {
        UpstreamClient client = find(name);
        if (client == null) {
            return null;
        }
        Map<String, Object> found = new LinkedHashMap<>();
        try {
            client.credentials();
            Verification verification = client.verify();
            found.put("outcome", UpstreamDescription.name(verification.outcome()));
            found.put("evidence", verification.text());
            UpstreamDescription.put(found, "replacement", verification.replacement());
            UpstreamDescription.put(
                    found,
                    "problem",
                    verification.problem() == null
                            ? null
                            : verification.problem().getMessage());
        } catch (DcrException e) {
            found.put("problem", String.valueOf(e.getMessage()));
        }
        found.put("upstream", UpstreamDescription.of(client, now()));
        return found;
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private @Nullable UpstreamClient find(String name) {
        return upstreams.clients().stream()
                .filter(client -> client.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
