package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.replicas.ReplicaEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a seed makes of a run: the set-up, and the faults with their order, their places, and how many answers of
 * callers each of them lasts. Immutable.
 *
 * @param seed the seed
 * @param expiring whether secrets expire
 * @param durable whether Redis loses nothing that it has acknowledged: it keeps all of it on disk, and no fault takes
 *     it away
 * @param renewing whether a client that comes due gets a new secret, and is not replaced
 * @param deleting whether clients that are out of use are deleted at the server
 * @param softAges the soft ages of the replicas' near caches; negative for none
 * @param steps the beginnings and ends of faults, in order
 */
record ChaosPlan(
        long seed,
        boolean expiring,
        boolean durable,
        boolean renewing,
        boolean deleting,
        List<Duration> softAges,
        List<Step> steps) {
    static final int REPLICAS = 3;
    static final List<String> KEYS = List.of("gateway", "agent", "tool");

    /** The key of which the server recognises equal metadata. */
    static final String SHARING = "tool";

    /** What gets between a registration and its save. */
    private static final Set<Fault> STROKES = EnumSet.of(
            Fault.REPLICA_KILLED,
            Fault.REPLICA_FROZEN,
            Fault.WIRE_CUT,
            Fault.WIRE_HELD,
            Fault.WIRE_DEAF,
            Fault.REDIS_KILLED,
            Fault.REDIS_FROZEN,
            Fault.REDIS_FULL,
            Fault.REDIS_FLUSHED);

    /** What keeps a client from being saved that a replica was just given, whichever replica that is. */
    private static final List<Fault> UNSAVING = List.of(Fault.REDIS_FULL, Fault.REDIS_FROZEN, Fault.REDIS_KILLED);

    private static final int FAULTS_OF_A_SCENE = 4;
    private static final int LONGER_THAN_A_LEASE = 1_500;
    private static final int MORE_THAN_COME = 1_400;
    static final Duration SOFT_AGE = Duration.ofMillis(500);

    /** What is waited for before the next step. */
    enum Until {
        /** Callers get answers. */
        ANSWERED,
        /** Replicas hold clients that they cannot save. */
        HELD,
        /** Callers report what the server does not know. */
        REPORTED;

        boolean counts(ChaosJournal.Entry entry) {
            ReplicaEvent event = entry.line().event();
            return switch (this) {
                case ANSWERED -> entry.is(ChaosLine.Kind.RESOLVED);
                case HELD -> event != null && event.is(DcrEvent.Unpublished.class);
                case REPORTED -> entry.is(ChaosLine.Kind.REPORTED);
            };
        }
    }

    /**
     * A fault begins, or ends.
     *
     * @param begins whether it begins
     * @param fault the fault
     * @param replica the replica that it strikes, if it strikes one
     * @param key the key that it strikes, if it strikes one
     * @param until what is waited for before the next step
     * @param answers how many of that, if there are so many in time
     */
    record Step(boolean begins, Fault fault, int replica, String key, Until until, int answers) {
        /** Waits for answers. */
        Step(boolean begins, Fault fault, int replica, String key, int answers) {
            this(begins, fault, replica, key, Until.ANSWERED, answers);
        }

        /**
         * Returns how long it lasts at most: where all callers wait for a registration, no answers can be counted. A
         * registration that is under way must be left time within its lease, unless that is what is to end.
         */
        Duration atMost(Duration lease) {
            boolean isLong = until != Until.ANSWERED || answers >= LONGER_THAN_A_LEASE;
            return isLong ? lease.plusSeconds(1) : lease.dividedBy(6);
        }

        private boolean isAtSamePlaceAs(Step other) {
            return fault.where() == other.fault.where()
                    && (fault.where() != Fault.Where.REPLICA || replica == other.replica);
        }

        @Override
        public String toString() {
            return (begins ? "" : "end of ") + fault + " (replica " + replica + ", key " + key + "), " + answers + " "
                    + until.name().toLowerCase(Locale.ROOT);
        }
    }

    static ChaosPlan of(long seed) {
        // the first bits of seeds that are next to each other are much alike
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        boolean expiring = random.nextBoolean();
        boolean durable = random.nextBoolean();
        List<Duration> softAges = IntStream.range(0, REPLICAS)
                .mapToObj(replica -> random.nextBoolean() ? SOFT_AGE : ChaosSpec.NO_NEAR_CACHE)
                .toList();
        // not drawn: a seed keeps its faults
        boolean renewing = seed % 2 != 0;
        boolean deleting = seed % 3 == 0;
        return new ChaosPlan(seed, expiring, durable, renewing, deleting, softAges, steps(random, durable));
    }

    /** Tells whether clients get other secrets. */
    boolean changesSecrets() {
        return expiring && renewing;
    }

    private static List<Step> steps(Random random, boolean durable) {
        List<Fault> possible = Stream.of(Fault.values())
                .filter(fault -> !(durable && fault.losesState()))
                .toList();
        List<Fault> strokes = possible.stream().filter(STROKES::contains).toList();
        List<Consumer<List<Step>>> scenes = new ArrayList<>(List.of(
                steps -> muddle(possible, random, steps),
                steps -> strikeDuringRegistrations(strokes, random, steps),
                steps -> rejectWhatIsHeld(random, steps)));
        Collections.shuffle(scenes, random);
        List<Step> steps = new ArrayList<>();
        scenes.forEach(scene -> scene.accept(steps));
        return List.copyOf(steps);
    }

    /** Faults overlap as they like. */
    private static void muddle(List<Fault> possible, Random random, List<Step> steps) {
        List<Step> lasting = new ArrayList<>();
        int begun = 0;
        while (begun < FAULTS_OF_A_SCENE || !lasting.isEmpty()) {
            boolean begins =
                    begun < FAULTS_OF_A_SCENE && (lasting.size() < 2 || (lasting.size() < 3 && random.nextBoolean()));
            if (begins) {
                begun++;
                steps.add(begin(possible, lasting, random, some(random)));
            } else {
                steps.add(end(lasting.remove(random.nextInt(lasting.size())), some(random)));
            }
        }
    }

    /**
     * Clients are made, and before their registrants hear of that, something else happens, for longer than a lease
     * lasts.
     */
    private static void strikeDuringRegistrations(List<Fault> possible, Random random, List<Step> steps) {
        List<Step> lasting = new ArrayList<>();
        Step held = new Step(true, Fault.ANSWERS_HELD, 0, KEYS.get(0), 1);
        lasting.add(held);
        steps.add(held);
        steps.add(new Step(true, Fault.ALL_FORGOTTEN, 0, KEYS.get(0), 60 + few(random)));
        boolean flushed = possible.contains(Fault.REDIS_FLUSHED) && random.nextBoolean();
        steps.add(
                flushed
                        ? new Step(true, Fault.REDIS_FLUSHED, 0, KEYS.get(0), MORE_THAN_COME)
                        : begin(possible, lasting, random, few(random)));
        if (random.nextBoolean()) {
            steps.add(begin(possible, lasting, random, few(random)));
        }
        for (Step begun : lasting) {
            steps.add(end(begun, random.nextBoolean() ? few(random) : LONGER_THAN_A_LEASE));
        }
    }

    /**
     * Clients are made that cannot be saved, used nevertheless, forgotten by the server and reported; then they can be
     * saved.
     */
    private static void rejectWhatIsHeld(Random random, List<Step> steps) {
        String key = KEYS.get(0);
        Step held = new Step(true, Fault.ANSWERS_HELD, 0, key, 1);
        Step unsaving = new Step(true, UNSAVING.get(random.nextInt(UNSAVING.size())), 0, key, few(random));
        steps.add(held);
        steps.add(new Step(true, Fault.ALL_FORGOTTEN, 0, key, 60 + few(random)));
        steps.add(unsaving);
        steps.add(new Step(false, Fault.ANSWERS_HELD, 0, key, Until.HELD, 1 + random.nextInt(KEYS.size())));
        steps.add(new Step(true, Fault.ALL_FORGOTTEN, 0, key, Until.REPORTED, 1 + random.nextInt(KEYS.size())));
        steps.add(end(unsaving, some(random)));
    }

    /** Returns the beginning of a fault, which joins those that last if it does, and if none does at its place. */
    private static Step begin(List<Fault> possible, List<Step> lasting, Random random, int answers) {
        while (true) {
            Step step = new Step(
                    true,
                    possible.get(random.nextInt(possible.size())),
                    random.nextInt(REPLICAS),
                    KEYS.get(random.nextInt(KEYS.size())),
                    answers);
            if (!step.fault().lasts()) {
                return step;
            }
            if (lasting.stream().noneMatch(step::isAtSamePlaceAs)) {
                lasting.add(step);
                return step;
            }
        }
    }

    private static Step end(Step begun, int answers) {
        return new Step(false, begun.fault(), begun.replica(), begun.key(), answers);
    }

    private static int few(Random random) {
        return 1 + random.nextInt(30);
    }

    private static int some(Random random) {
        return 1 + random.nextInt(100);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed " + seed + ": secrets "
                + (expiring ? "that expire" : "for ever") + ", "
                + (durable ? "nothing that Redis has is lost" : "Redis loses things")
                + (renewing ? ", renewed where they come due" : "")
                + (deleting ? ", deleted where they are out of use" : "") + ", soft ages " + softAges);
        for (int i = 0; i < steps.size(); i++) {
            text.append("\n  ").append(i + 1).append(". ").append(steps.get(i));
        }
        return text.toString();
    }
}
