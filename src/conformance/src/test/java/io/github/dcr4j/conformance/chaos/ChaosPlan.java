package io.github.dcr4j.conformance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a seed makes of a run: the set-up, and the faults with their order, their places, and how many answers of callers
 * each of them lasts. Immutable.
 *
 * @param seed the seed
 * @param expiring whether secrets expire
 * @param durable whether Redis loses nothing that it has acknowledged: it keeps all of it on disk, and no fault takes it away
 * @param softAges the soft ages of the replicas' near caches; negative for none
 * @param steps the beginnings and ends of faults, in order
 */
record ChaosPlan(long seed, boolean expiring, boolean durable, List<Duration> softAges, List<Step> steps) {
    static final int REPLICAS = 3;
    static final List<String> KEYS = List.of("gateway", "agent", "tool");

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

    private static final int SCENES = 3;
    private static final int FAULTS_OF_A_SCENE = 4;
    private static final int LONGER_THAN_A_LEASE = 1_500;
    private static final Duration SOFT_AGE = Duration.ofMillis(500);

    /**
     * A fault begins, or ends.
     *
     * @param begins whether it begins
     * @param fault the fault
     * @param replica the replica that it strikes, if it strikes one
     * @param key the key that it strikes, if it strikes one
     * @param answers how many answers callers get before the next step, if they get any
     */
    record Step(boolean begins, Fault fault, int replica, String key, int answers) {
        /**
         * Returns how long it lasts at most: where all callers wait for a registration, no answers can be counted. A registration
         * that is under way must be left time within its lease, unless that is what is to end.
         */
        Duration atMost(Duration lease) {
            return answers >= LONGER_THAN_A_LEASE ? lease.plusSeconds(1) : lease.dividedBy(6);
        }

        private boolean isAtSamePlaceAs(Step other) {
            return fault.where() == other.fault.where()
                    && (fault.where() != Fault.Where.REPLICA || replica == other.replica);
        }

        @Override
        public String toString() {
            return (begins ? "" : "end of ") + fault + " (replica " + replica + ", key " + key + "), " + answers
                    + " answers";
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
        return new ChaosPlan(seed, expiring, durable, softAges, steps(random, durable));
    }

    private static List<Step> steps(Random random, boolean durable) {
        List<Fault> possible = Stream.of(Fault.values())
                .filter(fault -> !(durable && fault.losesState()))
                .toList();
        List<Step> steps = new ArrayList<>();
        for (int scene = 0; scene < SCENES; scene++) {
            if (random.nextBoolean()) {
                muddle(possible, random, steps);
            } else {
                List<Fault> strokes =
                        possible.stream().filter(STROKES::contains).toList();
                strikeDuringRegistrations(strokes, random, steps);
            }
        }
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

    /** Clients are made, and before their registrants hear of that, something else happens, for longer than a lease lasts. */
    private static void strikeDuringRegistrations(List<Fault> possible, Random random, List<Step> steps) {
        List<Step> lasting = new ArrayList<>();
        Step held = new Step(true, Fault.ANSWERS_HELD, 0, KEYS.get(0), 1);
        lasting.add(held);
        steps.add(held);
        steps.add(new Step(true, Fault.ALL_FORGOTTEN, 0, KEYS.get(0), 60 + few(random)));
        steps.add(begin(possible, lasting, random, few(random)));
        if (random.nextBoolean()) {
            steps.add(begin(possible, lasting, random, few(random)));
        }
        for (Step begun : lasting) {
            steps.add(end(begun, random.nextBoolean() ? few(random) : LONGER_THAN_A_LEASE));
        }
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
                + (durable ? "nothing that Redis has is lost" : "Redis loses things") + ", soft ages " + softAges);
        for (int i = 0; i < steps.size(); i++) {
            text.append("\n  ").append(i + 1).append(". ").append(steps.get(i));
        }
        return text.toString();
    }
}
