@NullMarked
package io.github.dcr4j.spring.security;

import org.jspecify.annotations.NullMarked;
