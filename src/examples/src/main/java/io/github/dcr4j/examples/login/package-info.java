/** What every login is made of: the request, the answer, the exchange of the code (RFC 6749, RFC 7636). */
@NullMarked
package io.github.dcr4j.examples.login;

import org.jspecify.annotations.NullMarked;
