/**
 * Metadata of authorization servers (RFC 8414, OpenID Connect Discovery): which documents to ask for, and what they
 * say.
 */
@NullMarked
package io.github.dcr4j.metadata;

import org.jspecify.annotations.NullMarked;
