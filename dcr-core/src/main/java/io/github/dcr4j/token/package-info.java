/** Token requests as values, and their use with one retry when the server has forgotten the client. */
@NullMarked
package io.github.dcr4j.token;

import org.jspecify.annotations.NullMarked;
