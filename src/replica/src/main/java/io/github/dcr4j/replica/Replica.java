package io.github.dcr4j.replica;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.store.redis.KeyRing;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import java.time.Duration;
import java.util.Objects;

/** Resolves the client that all replicas share, and prints its id and generation. */
public final class Replica {
    /** A machine that does other work, too, may take more than the usual seconds for a first call. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Replica() {}

    /**
     * Runs the program. The environment holds what is secret: {@code REPLICA_KEY}, an encryption key in Base64.
     *
     * @param arguments the address of Redis, and the issuer of the authorization server
     */
    public static void main(String[] arguments) {
        String redis = arguments[0];
        Secret key = Secret.of(Objects.requireNonNull(System.getenv("REPLICA_KEY"), "REPLICA_KEY"));
        DcrRequest request = DcrRequest.builder("https://replica.example.com")
                .upstreamIssuer(arguments[1])
                .build();
        try (NearCache store = NearCache.over(RedisDcrCredentialStore.open(redis, KeyRing.ofBase64(key)));
                DcrResolver resolver = DcrResolver.builder(store)
                        .callTimeout(PATIENCE)
                        .maxWait(PATIENCE.multipliedBy(2))
                        .leaseDuration(PATIENCE.multipliedBy(4))
                        .build()) {
            DcrCredentials client = resolver.resolve(request);
            System.out.println(client.clientId() + " " + client.generation());
        }
    }
}
