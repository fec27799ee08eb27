package io.github.dcr4j.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class IdTokensTest {
    /** A key that was made in the midst of a login let clients wait for so long, on a busy machine, that they gave up. */
    @Test
    void keySet_always_isTheKeyThatCameWithTheLibrary() {
        assertThat(IdTokens.keySet().get("keys"))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .singleElement()
                .satisfies(key ->
                        assertThat(key.get("n")).asString().startsWith("qFu9H5XqcM_QhO7woruMzveExRaXHcQlbdNo6VE5zZr"));
    }
}
