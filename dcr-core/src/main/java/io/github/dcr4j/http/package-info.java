/** The only door to the network: requests with limits, guarded addresses, and answers that are read up to a size. */
@NullMarked
package io.github.dcr4j.http;

import org.jspecify.annotations.NullMarked;
