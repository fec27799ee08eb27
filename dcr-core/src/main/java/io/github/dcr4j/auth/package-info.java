/** How a client authenticates at the token endpoint: keys, certificates, and assertions signed by them. */
@NullMarked
package io.github.dcr4j.auth;

import org.jspecify.annotations.NullMarked;
