/** Tests of what operators see of an application. */
@NullMarked
package io.github.dcr4j.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
