/** The library against Keycloak, as it is released. */
@NullMarked
package io.github.dcr4j.conformance.keycloak;

import org.jspecify.annotations.NullMarked;
