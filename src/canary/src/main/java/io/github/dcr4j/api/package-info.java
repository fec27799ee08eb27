/** Shows changes of the public API: what programs can use is recorded as text, and compared in the tests of each module. */
@NullMarked
package io.github.dcr4j.api;

import org.jspecify.annotations.NullMarked;
