package io.github.dcr4j.upstream;

import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the words of a configuration stand for. */
final class ConfigEnums {
    private ConfigEnums() {}

    static TokenEndpointAuthMethod[] methods(String... names) {
        return Arrays.stream(names).map(ConfigEnums::method).toArray(TokenEndpointAuthMethod[]::new);
    }

    static TokenEndpointAuthMethod method(String name) {
        TokenEndpointAuthMethod method = TokenEndpointAuthMethod.ofWireName(name);
        if (method == null) {
            throw new IllegalArgumentException("is none of "
                    + Arrays.stream(TokenEndpointAuthMethod.values())
                            .map(TokenEndpointAuthMethod::wireName)
                            .toList());
        }
        return method;
    }

    static ScopePolicy policy(String name) {
        return constant(ScopePolicy.class, name);
    }

    static RenewalStrategy renewal(String name) {
        return constant(RenewalStrategy.class, name);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("is none of " + String.join(", ", names));
        }
        return type.getEnumConstants()[index];
    }
}
