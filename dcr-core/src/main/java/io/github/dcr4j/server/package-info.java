/** What an authorization server says about itself, and calls to its endpoints. */
@NullMarked
package io.github.dcr4j.server;

import org.jspecify.annotations.NullMarked;
