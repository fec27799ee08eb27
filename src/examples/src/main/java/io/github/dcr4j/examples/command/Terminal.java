package io.github.dcr4j.examples.command;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out what was asked for
 * @param err what went wrong
 */
public record Terminal(PrintStream out, PrintStream err) {}
