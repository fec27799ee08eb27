/**
 * The program of the README: shows the life of client credentials against a fake server, or resolves once at the server
 * that the command line names.
 */
@NullMarked
package io.github.dcr4j.quickstart;

import org.jspecify.annotations.NullMarked;
