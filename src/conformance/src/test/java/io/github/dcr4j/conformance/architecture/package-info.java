/** What holds for all main code, checked on its byte code. */
@NullMarked
package io.github.dcr4j.conformance.architecture;

import org.jspecify.annotations.NullMarked;
