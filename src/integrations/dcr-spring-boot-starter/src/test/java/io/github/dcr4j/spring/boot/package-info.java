/** Tests of what an application gets from properties. */
@NullMarked
package io.github.dcr4j.spring.boot;

import org.jspecify.annotations.NullMarked;
