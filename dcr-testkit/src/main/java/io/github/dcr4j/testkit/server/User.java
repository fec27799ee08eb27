package io.github.dcr4j.testkit.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who every login is approved for. Immutable.
 *
 * @param subject {@code sub}
 * @param claims what userinfo says besides
 */
public record User(String subject, Map<String, Object> claims) {
    public static final User DEFAULT = new User("user-1", Map.of());

    public User {
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }
}
