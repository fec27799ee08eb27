package io.github.dcr4j.flight;

import io.github.dcr4j.DcrClosedException;
import java.time.Duration;

/** The place at a server that a piece of work has. Used by the thread that does the work. */
public interface Place {
    /** The place of work that needs none. */
    Place NONE = new Place() {
        @Override
        public void giveUp() {}

        @Override
        public boolean takeAgain(Duration atMost) {
            return true;
        }
    };

    /** Lets others have it while this work sends nothing to the server. */
    void giveUp();

    /**
     * Waits until there is a place again; this work is first in line. Does nothing if the place was not given up.
     *
     * @return whether it has one; {@code false} if there was none within {@code atMost}
     * @throws DcrClosedException if the lines were closed meanwhile
     */
    boolean takeAgain(Duration atMost) throws InterruptedException;
}
