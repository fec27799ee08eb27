package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrManagement;
import java.time.Duration;

/** Manages registered clients (RFC 7592). Thread-safe. */
public final class ManagementClient {
    public ManagementClient(GuardedHttp http) {}

    public DeleteResult delete(DcrManagement management, Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
