package io.github.dcr4j.upstream;

import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.ScopePolicy;
import java.util.Arrays;
import java.util.Locale;

/** What the words of a configuration stand for. */
final class Words {
    private Words() {}

    static TokenEndpointAuthMethod[] methods(String... names) {
        return Arrays.stream(names).map(Words::method).toArray(TokenEndpointAuthMethod[]::new);
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
        return Arrays.stream(ScopePolicy.values())
                .filter(policy -> policy.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is none of as_given, server_list, none_sent"));
    }
}
