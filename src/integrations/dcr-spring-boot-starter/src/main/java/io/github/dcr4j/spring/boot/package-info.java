/**
 * What a Spring Boot application gets from {@code dcr.*} properties: the upstreams with their clients, their health, an
 * endpoint for operators, and failures that name the property.
 */
@NullMarked
package io.github.dcr4j.spring.boot;

import org.jspecify.annotations.NullMarked;
