/** HTTP on loopback: what the fake server listens with, receives and answers. Nothing here knows of OAuth. */
@NullMarked
package io.github.dcr4j.testkit.http;

import org.jspecify.annotations.NullMarked;
