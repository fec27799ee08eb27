/** What operators see of an application's upstreams: health, an endpoint of Spring Boot's actuator. */
@NullMarked
package io.github.dcr4j.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
