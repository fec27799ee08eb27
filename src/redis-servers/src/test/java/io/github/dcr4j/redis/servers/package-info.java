@NullMarked
package io.github.dcr4j.redis.servers;

import org.jspecify.annotations.NullMarked;
