package io.github.dcr4j.conformance.canary.planted;

import org.junit.jupiter.api.Test;

/** Leaks in every way; nothing else notices. Run by {@link SweptJvm} only. */
class LeakyCase {
    @Test
    void everyLeak() {
        for (Leak leak : Leak.values()) {
            for (Leak.Way way : Leak.Way.values()) {
                leak.leak(way);
            }
        }
    }
}
