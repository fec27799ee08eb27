package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * Prints what a key with 256 generations costs in Redis, encrypted, beside one with a single former generation: to find
 * a former generation, to claim and release, and the length of the state. Rounds of both in turn; the median of each.
 */
public final class GenerationCost {
    private static final int FEW = 2;
    private static final int MANY = 256;
    private static final int RECENT = 100;
    private static final int ROUNDS = 7;
    private static final int WARM = 500;
    private static final int CALLS = 500;

    private GenerationCost() {}

    /** Takes no arguments. */
    public static void main(String[] none) {
        try (Shelf shelf = new Shelf()) {
            RedisDcrCredentialStore store = shelf.store(Shelf.RING);
            Measured few = new Measured(store, FEW);
            Measured many = new Measured(store, MANY);
            for (int round = 0; round < ROUNDS; round++) {
                few.round();
                many.round();
            }
            few.print(shelf);
            many.print(shelf);
        }
    }

    private static final class Measured {
        private final RedisDcrCredentialStore store;
        private final DcrCoordination claims;
        private final DcrKey key;
        private final List<String> generations = new ArrayList<>();
        private final double[] finds = new double[ROUNDS];
        private final double[] claimed = new double[ROUNDS];
        private int rounds;

        Measured(RedisDcrCredentialStore store, int count) {
            this.store = store;
            claims = store.coordination(DcrClock.system());
            key = DcrKey.builder(Gateway.CONSUMER, "https://idp.example.com/" + count)
                    .build();
            String base = null;
            for (int i = 0; i < count; i++) {
                DcrCredentials next = client(i);
                if (!(store.save(next, base, null) instanceof SaveResult.Saved saved)) {
                    throw new IllegalStateException("not saved");
                }
                base = saved.stored().generation();
                generations.add(base);
            }
        }

        private DcrCredentials client(int number) {
            String id = UUID.nameUUIDFromBytes(new byte[] {(byte) number, (byte) (number >> 8)})
                    .toString();
            URI address = URI.create("https://idp.example.com/register/" + id);
            return DcrCredentials.builder(key)
                    .clientId(id)
                    .clientSecret(Secret.of("secret-of-" + id + id))
                    .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                    .tokenEndpoint(URI.create("https://idp.example.com/token"))
                    .management(new DcrManagement(id, address, Secret.of("token-of-" + id)))
                    .createdAt(Instant.now())
                    .build();
        }

        void round() {
            finds[rounds] = micros(i -> {
                int last = generations.size() - 2; // the oldest may have been forgotten: a state has a limit
                String former = generations.get(last - i % Math.min(RECENT, last + 1));
                if (store.find(key, former) == null) {
                    throw new IllegalStateException("a former generation is lost");
                }
            });
            String newest = generations.get(generations.size() - 1);
            claimed[rounds++] = micros(i -> {
                String owner = "owner-" + i;
                Claim claim = claims.claim(new ClaimRequest(
                        key, owner, Duration.ofMinutes(1), newest, "digest", Ceiling.NONE, Purpose.MANAGE));
                if (!(claim instanceof Claim.Granted granted)) {
                    throw new IllegalStateException("not granted: " + claim);
                }
                claims.release(granted.lease(), Outcome.of(Outcome.Result.NEITHER, Outcome.Effect.NONE));
            });
        }

        private static double micros(IntConsumer call) {
            for (int i = 0; i < WARM; i++) {
                call.accept(i);
            }
            long began = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                call.accept(i);
            }
            return (System.nanoTime() - began) / 1_000.0 / CALLS;
        }

        private static long bytes(Shelf shelf, DcrKey key) {
            return shelf.jedis().strlen(Shelf.state(key));
        }

        void print(Shelf shelf) {
            Arrays.sort(finds);
            Arrays.sort(claimed);
            System.out.printf(
                    Locale.ROOT,
                    "%d generations: find of a former one %.0f us, claim and release %.0f us, state %d bytes%n",
                    generations.size(),
                    finds[ROUNDS / 2],
                    claimed[ROUNDS / 2],
                    bytes(shelf, key));
        }
    }
}
