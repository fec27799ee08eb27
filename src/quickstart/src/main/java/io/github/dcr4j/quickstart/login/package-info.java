/** What a login is made of, whoever runs it: the request, the answer, the exchange of the code (RFC 6749, RFC 7636). */
@NullMarked
package io.github.dcr4j.quickstart.login;

import org.jspecify.annotations.NullMarked;
