/**
 * Tests against authorization servers that run on Node.js: oidc-provider, and the authorization router of the MCP SDK.
 * Both are unmodified and of the versions that {@code src/node-servers} names.
 */
@NullMarked
package io.github.dcr4j.conformance.node;

import org.jspecify.annotations.NullMarked;
