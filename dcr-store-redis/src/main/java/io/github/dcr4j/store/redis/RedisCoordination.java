package io.github.dcr4j.store.redis;

import static io.github.dcr4j.store.redis.Rows.bytes;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.DcrManagement;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leases, back-offs and intents in Redis, measured by the server's clock. Thread-safe. */
final class RedisCoordination implements DcrCoordination {
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final int GENERATIONS = 6;

    private final Rows rows;
    private final NoteCodec notes;
    private final DcrClock clock;

    /**
     * Creates a coordination.
     *
     * @param clock the clock by which a lease's holder learns its end
     */
    RedisCoordination(Rows rows, NoteCodec notes, DcrClock clock) {
        this.rows = rows;
        this.notes = notes;
        this.clock = clock;
    }

    @Override
    public Claim claim(ClaimRequest request) {
        return rows.on(request.key(), Step.CLAIM, on -> {
            Reply reply = on.run(Script.CLAIM, () -> arguments(request));
            return switch (reply.status()) {
                case "CURRENT" -> new Claim.Current(on.decode(reply.bytes(1)));
                case "BUSY" -> new Claim.Busy(Duration.ofMillis(reply.number(1)));
                case "BACK_OFF" ->
                    new Claim.BackOff(Duration.ofMillis(reply.number(1)), notes.reason(request.key(), reply.bytes(2)));
                case "CEILING" -> new Claim.BackOff(Duration.ofMillis(reply.number(1)), ceilingReached(request));
                default -> granted(request, reply, on);
            };
        });
    }

    /** The deadline is counted from before the claim is sent, and Redis keeps it for a claim that is run again. */
    private List<byte[]> arguments(ClaimRequest request) {
        long life = millis(request.life());
        return List.of(
                bytes(request.owner()),
                bytes(Long.toString(life)),
                bytes(request.dead() == null ? "" : request.dead()),
                bytes(request.metadataDigest()),
                bytes(Integer.toString(request.ceiling().registrations())),
                bytes(Long.toString(millis(request.ceiling().window()))),
                bytes(request.purpose().name()),
                bytes(Long.toString(clock.nanos() + Duration.ofMillis(life).toNanos())));
    }

    private static Reason ceilingReached(ClaimRequest request) {
        String text = "the ceiling of " + request.ceiling().registrations() + " registrations in "
                + request.ceiling().window() + " is reached";
        return new Reason(text, false, 0, null);
    }

    private Claim granted(ClaimRequest request, Reply reply, Rows.OnKey on) throws BadRowException {
        DcrKey key = request.key();
        byte[] row = reply.bytes(2);
        String newest = reply.text(5);
        Set<String> kept = new HashSet<>();
        Map<String, Retired> superseded = new LinkedHashMap<>();
        DcrManagement base = null;
        List<Generation> generations = Generation.in(reply, GENERATIONS);
        for (Generation generation : generations) {
            DcrManagement management = managementOf(key, generation, row, on);
            if (generation.inUse()) {
                kept.add(generation.client());
            }
            if (generation.name().equals(newest)) {
                base = management;
                if (management != null) {
                    kept.add(generation.client());
                }
            }
            if (management != null && !generation.inUse()) {
                superseded.put(generation.client(), new Retired(management, causeOf(generation)));
            }
        }
        superseded.keySet().removeAll(kept);
        return new Claim.Granted(
                new DcrLease(key, request.owner(), reply.number(1)),
                row.length == 0 ? null : RowCodec.generationOf(row),
                (int) reply.number(3),
                notes.intent(key, reply.bytes(4)),
                base,
                List.copyOf(superseded.values()));
    }

    private @Nullable DcrManagement managementOf(DcrKey key, Generation generation, byte[] row, Rows.OnKey on)
            throws BadRowException {
        return generation.bare() && generation.isCurrent()
                ? on.decode(row).management().orElse(null)
                : notes.management(key, generation.name(), generation.note());
    }

    private static Retired.Cause causeOf(Generation generation) {
        return switch (generation.standing()) {
            case "INVALIDATED" -> Retired.Cause.INVALIDATED;
            case "REMOVED" -> Retired.Cause.REMOVED;
            default -> Retired.Cause.REPLACED;
        };
    }

    @Override
    public boolean mark(DcrLease lease, Intent intent) {
        DcrKey key = lease.key();
        String clientId = intent.clientId();
        byte[] id = bytes(Names.digest(
                intent.call().name(), intent.startedAt().toString(), clientId == null ? "" : "=" + clientId));
        byte[] client = bytes(clientId == null ? "" : Names.clientDigest(key, clientId));
        byte[] note = notes.intent(key, intent);
        return rows.on(
                key,
                Step.CLAIM,
                on -> on.run(
                                Script.MARK,
                                bytes(lease.owner()),
                                bytes(intent.call().name()),
                                id,
                                client,
                                note)
                        .is("HELD"));
    }

    @Override
    public void release(DcrLease lease, Outcome outcome) {
        byte[] reason = notes.reason(lease.key(), outcome.why());
        rows.on(
                lease.key(),
                Step.STORE_WRITE,
                on -> on.run(
                        Script.RELEASE,
                        bytes(lease.owner()),
                        bytes(outcome.result().name()),
                        bytes(outcome.effect().name()),
                        bytes(Long.toString(millis(outcome.backOff()))),
                        // Bound to a digest or to none: two names that no digest can make equal.
                        bytes(outcome.boundTo() == null ? "b:" : "b:=" + outcome.boundTo()),
                        reason));
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        byte[] client = bytes(Names.clientDigest(key, clientId));
        rows.on(key, Step.STORE_WRITE, on -> on.run(Script.SETTLED, client));
    }

    private static long millis(Duration duration) {
        return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toMillis();
    }
}
