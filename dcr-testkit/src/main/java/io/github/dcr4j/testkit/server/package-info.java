/** The authorization server behind the fake: its endpoints, and the clients and grants that they share. */
@NullMarked
package io.github.dcr4j.testkit.server;

import org.jspecify.annotations.NullMarked;
