/** The way from a protected resource to the authorization server that gives tokens for it (RFC 9728). */
@NullMarked
package io.github.dcr4j.entry;

import org.jspecify.annotations.NullMarked;
