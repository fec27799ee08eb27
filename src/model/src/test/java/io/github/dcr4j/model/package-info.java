/** What the checks of all packages share. */
@NullMarked
package io.github.dcr4j.model;

import org.jspecify.annotations.NullMarked;
