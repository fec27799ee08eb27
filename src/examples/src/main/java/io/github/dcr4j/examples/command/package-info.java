/** What every command is made of: exit codes, failures, and texts fit to be shown. Uses no other package of the program. */
@NullMarked
package io.github.dcr4j.examples.command;

import org.jspecify.annotations.NullMarked;
