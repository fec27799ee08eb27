/**
 * On whose threads attempts run, how many of them, and who waits for them: knows nothing of what they do, and is not
 * exported.
 */
@NullMarked
package io.github.dcr4j.flight;

import org.jspecify.annotations.NullMarked;
