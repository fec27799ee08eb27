/** Whether a server still knows a client, and what becomes of one that it does not know. */
@NullMarked
package io.github.dcr4j.verify;

import org.jspecify.annotations.NullMarked;
