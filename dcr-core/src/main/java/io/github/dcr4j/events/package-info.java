/** Publishes events to the listener and the log. */
@NullMarked
package io.github.dcr4j.events;

import org.jspecify.annotations.NullMarked;
