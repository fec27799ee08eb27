package io.github.dcr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DcrKeyTest {
    private static final long SEED = 20_260_101;

    private static DcrKey.Builder key() {
        return DcrKey.builder("https://consumer", "https://upstream")
                .redirectUris(List.of("https://consumer/cb"))
                .scopes(List.of("openid"))
                .profile("confidential");
    }

    @Test
    void build_otherOrderAndDuplicates_isTheSameKey() {
        DcrKey one = key().scopes(List.of("b", "a", "b"))
                .redirectUris(List.of("https://y", "https://x"))
                .build();
        DcrKey other = key().scopes(List.of("a", "b"))
                .redirectUris(List.of("https://x", "https://y", "https://y"))
                .build();

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.fingerprint()).isEqualTo(other.fingerprint());
        assertThat(one.scopes()).containsExactly("a", "b");
        assertThat(one.redirectUris()).containsExactly("https://x", "https://y");
    }

    @Test
    void build_oneComponentDiffers_isAnotherKeyWithAnotherFingerprint() {
        DcrKey key = key().build();
        Stream<DcrKey.Builder> others = Stream.of(
                copy("https://Consumer", "https://upstream"),
                copy("https://consumer", "https://upstream/"),
                key().redirectUris(List.of("https://consumer/cb?")),
                key().redirectUris(List.of()),
                key().scopes(List.of("OpenID")),
                key().scopes(List.of()),
                key().scopes(List.of("openid", "")),
                key().profile(""),
                key().profile("confidential "));

        assertThat(others.map(DcrKey.Builder::build)).allSatisfy(other -> {
            assertThat(other).isNotEqualTo(key);
            assertThat(other.fingerprint()).isNotEqualTo(key.fingerprint());
        });
    }

    private static DcrKey.Builder copy(String consumer, String upstream) {
        return DcrKey.builder(consumer, upstream)
                .redirectUris(List.of("https://consumer/cb"))
                .scopes(List.of("openid"))
                .profile("confidential");
    }

    @Test
    void fingerprint_textMovesAcrossComponents_differs() {
        List<DcrKey> keys = List.of(
                DcrKey.builder("a", "bc").build(),
                DcrKey.builder("ab", "c").build(),
                DcrKey.builder("1:a", "b").build(),
                DcrKey.builder("1", "a1:b").build(),
                DcrKey.builder("a", "b").scopes(List.of("c")).build(),
                DcrKey.builder("a", "b").redirectUris(List.of("c")).build(),
                DcrKey.builder("a", "b").profile("c").build(),
                DcrKey.builder("a", "b").scopes(List.of("c", "d")).build(),
                DcrKey.builder("a", "b").scopes(List.of("c\nd")).build(),
                DcrKey.builder("a", "b").scopes(List.of("c\u0000d")).build());

        assertThat(keys).extracting(DcrKey::fingerprint).doesNotHaveDuplicates();
    }

    @Test
    void fingerprint_randomKeysOfFewCharacters_isEqualOnlyForEqualKeys() {
        Random random = new Random(SEED);
        Map<String, DcrKey> seen = new HashMap<>();

        for (int i = 0; i < 20_000; i++) {
            DcrKey key = DcrKey.builder(text(random) + "a", text(random) + "a")
                    .redirectUris(texts(random))
                    .scopes(texts(random))
                    .profile(text(random))
                    .build();
            DcrKey earlier = seen.putIfAbsent(key.fingerprint(), key);
            assertThat(earlier == null || earlier.equals(key))
                    .as("fingerprints of %s and %s, seed %d", key, earlier, SEED)
                    .isTrue();
        }
        assertThat(seen).hasSizeGreaterThan(1_000);
        assertThat(seen.values()).doesNotHaveDuplicates();
    }

    private static List<String> texts(Random random) {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            texts.add(text(random));
        }
        return texts;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append("a1:;\n\u0000é".charAt(random.nextInt(7)));
        }
        return text.toString();
    }

    @Test
    void scopesHash_knownScopes_isTheKnownHash() {
        assertThat(key().scopes(List.of()).build().scopesHash())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(key().scopes(List.of("abc")).build().scopesHash())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(key().scopes(List.of("profile", "openid")).build().scopesHash())
                .isEqualTo("e06d77376803ad66ce2f60db77f612061837ca694e408c52e9896012e07dd930");
    }

    @Test
    void toString_addressWithQuery_leavesItOut() {
        DcrKey key = DcrKey.builder("https://c?secret=1", "https://u/register?secret=2")
                .build();

        assertThat(key.toString())
                .contains("https://c", "https://u/register", key.fingerprint().substring(0, 12));
        assertThat(key.toString()).doesNotContain("secret");
    }

    @Test
    void builder_emptyName_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DcrKey.builder("", "u"))
                .withMessageContaining("consumer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DcrKey.builder("c", ""))
                .withMessageContaining("upstream");
    }
}
