package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import org.jspecify.annotations.Nullable;

/** What it takes to use a client that a server has just created, and to give it back. */
record IssuedClient(
        String clientId,
        @Nullable Secret clientSecret,
        @Nullable DcrManagement management) {}
