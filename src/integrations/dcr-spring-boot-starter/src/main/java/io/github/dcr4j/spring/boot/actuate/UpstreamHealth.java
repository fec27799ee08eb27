package io.github.dcr4j.spring.boot.actuate;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.upstream.UpstreamClient;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of one upstream's client, as the store has it: nothing is registered, and nothing sent to the server. UP
 * where there is a client to use; DOWN where there is none and the last attempt failed, or the store cannot be read;
 * UNKNOWN where no attempt was made yet. Thread-safe.
 */
final class UpstreamHealth implements HealthIndicator {
    private final UpstreamClient client;

    UpstreamHealth(UpstreamClient client) {
        this.client = client;
    }

    @Override
    public Health health() {
        try {
            ClientStatus status = client.status();
            Health.Builder health = new Health.Builder().withDetails(UpstreamDescription.details(status));
            return switch (status.state()) {
                case USABLE, DUE -> health.up().build();
                default ->
                    status.lastFailure() == null
                            ? health.unknown().build()
                            : health.down().build();
            };
        } catch (DcrException e) {
            return Health.down()
                    .withDetail("error", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
