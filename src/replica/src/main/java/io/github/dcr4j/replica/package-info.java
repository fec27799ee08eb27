/** One replica of a service, as a user of modules starts it. */
@NullMarked
package io.github.dcr4j.replica;

import org.jspecify.annotations.NullMarked;
