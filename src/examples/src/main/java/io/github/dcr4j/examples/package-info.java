/**
 * The command {@code dcr4j}, and the README's program in a package of its own. Each command has a package; it uses those
 * of what a login is made of, of pages and of what commands share, and no other command.
 */
@NullMarked
package io.github.dcr4j.examples;

import org.jspecify.annotations.NullMarked;
