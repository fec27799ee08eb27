/** What an operator does with stored clients, and what stands in the way. */
@NullMarked
package io.github.dcr4j.conformance.operations;

import org.jspecify.annotations.NullMarked;
