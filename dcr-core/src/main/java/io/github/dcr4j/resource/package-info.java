/**
 * What a protected resource says about how to reach it (RFC 9728): the challenge of its 401, its metadata, and the
 * scopes that it asks for.
 */
@NullMarked
package io.github.dcr4j.resource;

import org.jspecify.annotations.NullMarked;
