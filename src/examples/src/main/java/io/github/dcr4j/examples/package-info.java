/**
 * The program of the README. {@code Examples} picks a command; each command has a package of its own, uses those of
 * what a login is made of, of pages and of options, and no other command.
 */
@NullMarked
package io.github.dcr4j.examples;

import org.jspecify.annotations.NullMarked;
