/**
 * Tests against the authorization routes of the MCP SDK for Python, unmodified, of the versions that
 * {@code src/python-servers} names.
 */
@NullMarked
package io.github.dcr4j.conformance.python;

import org.jspecify.annotations.NullMarked;
