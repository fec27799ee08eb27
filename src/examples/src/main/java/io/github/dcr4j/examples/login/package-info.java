/** What every login is made of: the request, the answer, the exchange of the code (RFC 6749, RFC 7636), by
 * Nimbus' SDK; what it sends goes through the guard, and is authenticated by the library. */
@NullMarked
package io.github.dcr4j.examples.login;

import org.jspecify.annotations.NullMarked;
