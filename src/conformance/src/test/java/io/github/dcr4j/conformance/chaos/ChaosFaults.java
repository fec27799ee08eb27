package io.github.dcr4j.conformance.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** When which faults were there. Immutable. */
final class ChaosFaults {
    private final List<Window> windows = new ArrayList<>();

    /**
     * A fault, from before it began until after it ended.
     *
     * @param strike its beginning
     * @param toMillis when it was over
     */
    record Window(Strike strike, long toMillis) {
        Fault fault() {
            return strike.fault();
        }

        long fromMillis() {
            return strike.fromMillis();
        }

        boolean overlaps(long from, long to) {
            return fromMillis() <= to && toMillis >= from;
        }

        /** Tells whether it struck what a replica does for a key. */
        boolean strikes(String key, String replica) {
            return strike.strikes(key)
                    && (!fault().isOfOneReplica() || place(strike.replica()).equals(place(replica)));
        }
    }

    ChaosFaults(List<Strike> strikes) {
        for (int i = 0; i < strikes.size(); i++) {
            Strike strike = strikes.get(i);
            if (strike.begins()) {
                long to = !strike.fault().lasts()
                        ? strike.atMillis()
                        : strikes.subList(i, strikes.size()).stream()
                                .filter(other -> isEndOf(other, strike))
                                .mapToLong(Strike::atMillis)
                                .findFirst()
                                .orElse(Long.MAX_VALUE);
                windows.add(new Window(strike, to));
            }
        }
    }

    private static boolean isEndOf(Strike other, Strike strike) {
        return !other.begins()
                && other.fault() == strike.fault()
                && (!strike.fault().isOfOneReplica() || place(other.replica()).equals(place(strike.replica())));
    }

    /** Returns what those have in common that are started in each other's place. */
    private static String place(String replica) {
        int end = replica.lastIndexOf('.');
        return end < 0 ? replica : replica.substring(0, end);
    }

    Stream<Window> of(String key) {
        return windows.stream().filter(window -> window.strike().strikes(key));
    }

    /** Tells whether Redis may have lost what it knew of a key at some time between. */
    boolean losesState(String key, long from, long to) {
        return of(key).anyMatch(window -> window.strike().losesState() && window.overlaps(from, to));
    }

    /** Tells whether such a fault began between. */
    boolean beginsToLoseState(String key, long from, long to) {
        return of(key).anyMatch(window ->
                window.strike().losesState() && window.fromMillis() >= from && window.fromMillis() <= to);
    }

    /** Tells whether there was such a fault, of what a replica does for a key, at some time between. */
    boolean strike(String key, String replica, long from, long to, Predicate<Fault> fits) {
        return windows.stream()
                .anyMatch(window ->
                        window.strikes(key, replica) && window.overlaps(from, to) && fits.test(window.fault()));
    }
}
