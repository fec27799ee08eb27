/**
 * What is asked for, and what a registration for it says: immutable, and all that the machinery sees of a caller's
 * request.
 */
@NullMarked
package io.github.dcr4j.request;

import org.jspecify.annotations.NullMarked;
