/**
 * Reads JSON and text of servers: bounded, cleaned before it is printed, and with a report of what deviates from a
 * standard.
 */
@NullMarked
package io.github.dcr4j.json;

import org.jspecify.annotations.NullMarked;
