package io.github.dcr4j.state;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One key as commands change it, and the time at which they do; written after each step, as a store would. */
public final class KeyHistory {
    public static final DcrKey KEY = DcrKey.builder("https://gateway.example.com", "https://idp.example.com")
            .profile("confidential")
            .build();
    static final Duration LEASE = Duration.ofSeconds(20);
    private static final long START = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    KeyState state = KeyState.EMPTY;
    long now = START;
    private int commands;

    /** Applies a command, and returns its answer. */
    <A> A apply(Command<A> command) {
        KeyState before = state.limited(now).forgetPassed(now);
        Step<A> step = command.apply(before, new ClockReading(now, now, now * 1_000_000));
        state = step.state().with(written(step.state().generations()));
        return step.answer();
    }

    private static Generations written(Generations left) {
        return new Generations(
                left.list(),
                left.current(),
                left.version(),
                left.lastInvalidation(),
                left.removedAt(),
                Map.of(),
                List.of());
    }

    void pass(Duration time) {
        now += time.toMillis();
    }

    /** Returns an id that no command has had. */
    String id() {
        return "command-" + commands++;
    }

    DcrCredentialsBuilder client(String clientId) {
        return DcrCredentials.builder(KEY)
                .generation("generation-of-" + clientId)
                .clientId(clientId)
                .clientSecret(Secret.of("sample-secret-of-" + clientId))
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .tokenEndpoint(URI.create("https://idp.example.com/token"))
                .management(management(clientId, "sample-token-of-" + clientId))
                .createdAt(Instant.ofEpochMilli(now));
    }

    public static DcrManagement management(String clientId, String token) {
        return new DcrManagement(
                clientId, URI.create("https://idp.example.com/register/" + clientId), Secret.of(token));
    }

    SaveGeneration saving(DcrCredentials next, @Nullable String base) {
        return new SaveGeneration(next, base, null);
    }

    /** Saves a client that replaces whatever is current, and returns it as it is stored. */
    DcrCredentials saved(DcrCredentials next) {
        CurrentRecord current = state.generations().current();
        SaveResult result = apply(saving(next, current == null ? null : current.generation()));
        return ((SaveResult.Saved) result).stored();
    }

    static ClaimLease claim(String owner, @Nullable String dead) {
        return claim(owner, dead, Purpose.REGISTER, Ceiling.NONE);
    }

    static ClaimLease claim(String owner, @Nullable String dead, Purpose purpose, Ceiling ceiling) {
        return new ClaimLease(new ClaimRequest(KEY, owner, LEASE, dead, "digest", ceiling, purpose));
    }
}
