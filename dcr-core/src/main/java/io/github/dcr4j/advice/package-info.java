/** What messages call the options that they advise. */
@NullMarked
package io.github.dcr4j.advice;

import org.jspecify.annotations.NullMarked;
