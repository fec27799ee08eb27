package io.github.dcr4j.conformance.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.state.store.StateBackedStore;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.RefusedDocument;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.DcrFixtures;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Two stores that are given the same random steps at the same time. Not drawn, or not compared, are:
 *
 * <ul>
 *   <li>what the owner of a lease that ran out, or whose save was lost, reports after a claim was answered with what is
 *       current;
 *   <li>amending management data shortly before a record's end.
 * </ul>
 */
final class TwinStores {
    private static final DcrKey KEY = DcrFixtures.key("a");
    private static final List<String> CLIENTS = List.of("c0", "c1", "c2", "c3");
    private static final List<Duration> PASSING = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofMinutes(3),
            Duration.ofMinutes(40),
            Duration.ofHours(7));

    private final Random random;
    private final ManualClock clock = new ManualClock();
    private final DcrCredentialStore ours;
    private final DcrCredentialStore theirs =
            MemoryDcrCredentialStore.builder().clock(clock).build();
    private final DcrCoordination ourClaims;
    private final DcrCoordination theirClaims = theirs.coordination(clock);
    private final List<DcrCredentials> made = new ArrayList<>();
    private final List<DcrLease> leases = new ArrayList<>();
    private final List<DcrManagement> managements = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private final Ceiling ceiling;
    private boolean aSaveWasLost;
    private int names;

    TwinStores(long seed) {
        random = new Random(seed);
        ours = new StateBackedStore(new MemoryStateStore(clock), clock, Duration.ofSeconds(30), (key, finding) -> {
            throw new AssertionError(finding);
        });
        ourClaims = ours.coordination(clock);
        ceiling = new Ceiling(1 + random.nextInt(4), Duration.ofHours(2));
    }

    DcrCredentialStore ours() {
        return ours;
    }

    DcrCredentialStore theirs() {
        return theirs;
    }

    List<String> history() {
        return history;
    }

    /** Returns everything about the key that a store shows without a change. */
    List<String> seen(DcrCredentialStore store) {
        return new ShownKey(KEY, made, CLIENTS).by(store);
    }

    void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> save();
            case 2 -> amend();
            case 3 -> invalidate();
            case 4 -> heal();
            case 5 -> remove();
            case 6, 7, 8 -> claim();
            case 9 -> mark();
            case 10 -> release();
            default -> pass();
        }
        if (random.nextInt(12) == 0) {
            settle();
        } else if (random.nextInt(12) == 0) {
            refuse();
        }
    }

    private <T> T both(String what, BiFunction<DcrCredentialStore, DcrCoordination, T> step) {
        history.add(what);
        T our = step.apply(ours, ourClaims);
        assertThat(our).as(() -> String.join("\n", history)).isEqualTo(step.apply(theirs, theirClaims));
        return our;
    }

    private void save() {
        DcrCredentials next = !made.isEmpty() && random.nextInt(5) == 0 ? any(made) : credentials();
        String base = base();
        DcrLease lease = leases.isEmpty() || random.nextInt(3) == 0 ? null : any(leases);
        SaveResult result = both(
                "save " + next.generation() + " on " + base + " under " + (lease == null ? null : lease.owner()),
                (store, claims) -> store.save(next, base, lease));
        if (!made.contains(next)) {
            made.add(next);
        }
        history.add("  " + result);
        aSaveWasLost |= lease != null && result instanceof SaveResult.Lost;
    }

    private @Nullable String base() {
        DcrCredentials current = ours.find(KEY);
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> made.isEmpty() ? null : any(made).generation();
            default -> current == null ? null : current.generation();
        };
    }

    private DcrCredentials credentials() {
        String client = any(CLIENTS);
        DcrManagement management = DcrFixtures.management(client, "token " + ++names);
        managements.add(management);
        Instant now = Instant.ofEpochMilli(clock.millis());
        DcrCredentialsBuilder made = DcrFixtures.credentials(KEY, client)
                .generation("g" + names)
                .createdAt(now.minusSeconds(random.nextInt(100)))
                .management(random.nextInt(6) == 0 ? null : management);
        return switch (random.nextInt(3)) {
            case 0 -> made.build();
            case 1 ->
                made.clientSecretExpiresAt(now.plus(Duration.ofMinutes(30))).build();
            default -> made.clientSecretExpiresAt(now.plus(Duration.ofHours(9))).build();
        };
    }

    private void amend() {
        DcrCredentials current = ours.find(KEY);
        boolean nearItsEnd = current != null && current.expiresAtMillis() - clock.millis() < -13 * 60_000;
        if (managements.isEmpty() || nearItsEnd) {
            return;
        }
        DcrManagement from = any(managements);
        DcrManagement to = DcrFixtures.management(from.clientId(), "token " + ++names);
        managements.add(to);
        both(
                "amend " + from.registrationAccessToken().reveal() + " to " + names,
                (store, claims) -> store.amend(KEY, from, to));
    }

    private void invalidate() {
        DcrCredentials current = ours.find(KEY);
        String name = current != null && random.nextInt(3) > 0
                ? current.generation()
                : made.isEmpty() ? "unknown" : any(made).generation();
        Duration every = random.nextBoolean() ? Duration.ZERO : Duration.ofMinutes(10);
        both("invalidate " + name, (store, claims) -> store.invalidate(KEY, name, "rejected", every));
    }

    private void heal() {
        DcrCredentials lost = (made.isEmpty() || random.nextInt(3) == 0 ? credentials() : any(made))
                .toBuilder().version(random.nextInt(8)).build();
        if (made.stream().noneMatch(each -> each.generation().equals(lost.generation()))) {
            made.add(lost);
        }
        both("heal " + lost.generation() + " of version " + lost.version(), (store, claims) -> store.heal(lost));
    }

    private void remove() {
        both("remove", (store, claims) -> {
            store.remove(KEY);
            return true;
        });
    }

    private void claim() {
        DcrCredentials current = ours.find(KEY);
        boolean anyRanOut = leases.stream().anyMatch(lease -> lease.deadlineNanos() <= clock.nanos());
        boolean asks = !anyRanOut && !aSaveWasLost && random.nextInt(4) == 0;
        String dead = current == null || asks ? null : current.generation();
        String owner = leases.isEmpty() || random.nextInt(4) > 0
                ? "owner " + ++names
                : any(leases).owner();
        Purpose purpose = any(List.of(Purpose.REGISTER, Purpose.REGISTER, Purpose.REGISTER_NOW, Purpose.MANAGE));
        ClaimRequest request = new ClaimRequest(
                KEY,
                owner,
                Duration.ofSeconds(1 + random.nextInt(60)),
                dead,
                "d" + random.nextInt(2),
                ceiling,
                purpose);
        Claim claim = both("claim " + request, (store, claims) -> claims.claim(request));
        history.add("  " + claim);
        if (claim instanceof Claim.Granted granted) {
            leases.removeIf(lease -> lease.owner().equals(owner));
            leases.add(granted.lease());
            aSaveWasLost = false;
        }
    }

    private void mark() {
        if (!leases.isEmpty()) {
            DcrLease lease = any(leases);
            Intent.Call call = any(List.of(Intent.Call.values()));
            Intent intent = new Intent(call, Instant.EPOCH, call == Intent.Call.REGISTER ? null : any(CLIENTS));
            both("mark " + lease.owner() + " " + intent, (store, claims) -> claims.mark(lease, intent));
        }
    }

    private void release() {
        if (!leases.isEmpty()) {
            DcrLease lease = any(leases);
            leases.remove(lease);
            Duration backOff = random.nextInt(3) > 0 ? Duration.ZERO : Duration.ofSeconds(1 + random.nextInt(90));
            Outcome outcome = new Outcome(
                    any(List.of(Outcome.Result.values())),
                    any(List.of(Outcome.Effect.values())),
                    backOff,
                    new Reason("refused", true, 400, "invalid_client_metadata"),
                    random.nextBoolean() ? null : "d" + random.nextInt(2));
            both("release " + lease.owner() + " " + outcome, (store, claims) -> {
                claims.release(lease, outcome);
                return true;
            });
        }
    }

    private void refuse() {
        RefusedDocument document = random.nextInt(4) == 0
                ? null
                : new RefusedDocument("d" + random.nextInt(2), any(PASSING).plusSeconds(1), "refused");
        both("refuse " + document, (store, claims) -> {
            RefusedDocument before = claims.standing(KEY, "d0", ceiling).refused();
            claims.refused(KEY, document);
            return String.valueOf(before);
        });
    }

    private void settle() {
        String client = any(CLIENTS);
        both("settle " + client, (store, claims) -> {
            claims.settled(KEY, client);
            return true;
        });
    }

    private void pass() {
        Duration time = any(PASSING);
        history.add("pass " + time);
        clock.advance(time);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
