package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.completeCredentials;
import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static io.github.dcr4j.testkit.DcrFixtures.minimalCredentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The part of {@link DcrCredentialStoreContract} that is about what a store returns. */
abstract class FindContract extends GenerationContract {
    @Test
    void find_saved_isReturnedToEverybody() {
        DcrCredentials stored = save("a", null);

        assertThat(store().find(KEY)).isEqualTo(stored);
        assertThat(peer().find(KEY)).isEqualTo(stored);
        assertThat(peer().find(KEY, stored.generation())).isEqualTo(stored);
        assertThat(peer().find(KEY, "unknown")).isNull();
    }

    @Test
    void find_secretExpired_isReturnedWhateverItsAge() {
        DcrCredentials stored = save(expiringIn(Duration.ofDays(-1), "a").build(), null);

        assertThat(store().find(KEY)).isEqualTo(stored);
    }

    @Test
    void find_allPropertiesSet_returnsThemExactly() {
        DcrCredentials next = completeCredentials(KEY).build();

        save(next, null);

        assertThat(peer().find(KEY)).isEqualTo(next.toBuilder().version(1).build());
        assertThat(peer().find(KEY, next.generation()))
                .isEqualTo(next.toBuilder().version(1).build());
    }

    @Test
    void find_optionalPropertiesAbsent_areAbsent() {
        DcrCredentials next = minimalCredentials(KEY).build();

        save(next, null);

        assertThat(peer().find(KEY)).isEqualTo(next.toBuilder().version(1).build());
    }

    @Test
    void find_anyAuthMethod_isReturnedExactly() {
        for (TokenEndpointAuthMethod method : TokenEndpointAuthMethod.values()) {
            DcrCredentials next = completeCredentials(key(method.wireName()))
                    .tokenEndpointAuthMethod(method)
                    .build();

            save(next, null);

            assertThat(peer().find(next.key()))
                    .isEqualTo(next.toBuilder().version(1).build());
        }
    }

    @Test
    void find_longMetadata_isReturnedExactly() {
        String metadata = "{\"note\":\"" + "ü漢".repeat(30_000) + "\"}";

        save(credentials(KEY, "a").registeredMetadata(metadata).build(), null);

        assertThat(peer().find(KEY))
                .extracting(DcrCredentials::registeredMetadata)
                .isEqualTo(metadata);
    }

    @Test
    void find_keyDiffersInOneComponent_isNull() {
        DcrKey key = awkwardKey("https://consumer", "https://idp", "https://c/cb", "a", "p")
                .build();
        List<DcrKey> others = Stream.of(
                        awkwardKey("https://consumer/", "https://idp", "https://c/cb", "a", "p"),
                        awkwardKey("https://consumer", "https://IDP", "https://c/cb", "a", "p"),
                        awkwardKey("https://consumer", "https://idp", "https://c/cb?", "a", "p"),
                        awkwardKey("https://consumer", "https://idp", "https://c/cb", "A", "p"),
                        awkwardKey("https://consumer", "https://idp", "https://c/cb", "a", "p "),
                        awkwardKey("https://consumer", "https://idp", "https://c/cb", "a", "p")
                                .scopes(List.of()),
                        awkwardKey("https://consumer", "https://idp", "https://c/cb", "a", "p")
                                .scopes(List.of("a", "b")),
                        awkwardKey("https://consumer", "https://idp", "https://c/cb", "a", "p")
                                .redirectUris(List.of()))
                .map(DcrKey.Builder::build)
                .toList();
        DcrCredentials stored = save(credentials(key, "a").build(), null);

        others.forEach(other -> {
            assertThat(store().find(other)).isNull();
            assertThat(store().find(other, stored.generation())).isNull();
            assertThat(store().refersTo(other, "a")).isFalse();
        });
        others.forEach(other -> save(credentials(other, "b").build(), null));
        assertThat(store().find(key)).isEqualTo(stored);
        others.forEach(other -> assertThat(store().find(other))
                .extracting(DcrCredentials::key, DcrCredentials::clientId, DcrCredentials::version)
                .containsExactly(other, "b", 1L));
    }

    private static DcrKey.Builder awkwardKey(
            String consumer, String upstream, String redirectUri, String scope, String profile) {
        return DcrKey.builder(consumer + "\n漢:{}*", upstream + "\t\"")
                .redirectUris(List.of(redirectUri))
                .scopes(List.of(scope))
                .profile(profile);
    }

    @Test
    void findGeneration_replacedBeforeItsEnd_isReturned() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save(expiringIn(Duration.ofDays(90), "b").build(), a);
        save("c", b);

        letPass(Duration.ofMillis(200));

        assertThat(peer().find(KEY, a.generation())).isEqualTo(a);
        assertThat(peer().find(KEY, b.generation())).isEqualTo(b);
    }

    @Test
    void findGeneration_secretExpiredAMomentAgo_isReturned() {
        DcrCredentials a = save(expiringIn(Duration.ofMinutes(-5), "a").build(), null);
        save("b", a);

        letPass(Duration.ofMillis(1_500));

        assertThat(peer().find(KEY, a.generation())).isEqualTo(a);
    }

    @Test
    void findGeneration_secretExpiredAQuarterOfAnHourAgo_isNull() {
        DcrCredentials a =
                save(expiringIn(Duration.ofMinutes(-15).plusSeconds(2), "a").build(), null);
        save("b", a);
        assertThat(peer().find(KEY, a.generation())).isEqualTo(a);

        letPass(Duration.ofSeconds(3));

        assertThat(peer().find(KEY, a.generation())).isNull();
        assertThat(peer().refersTo(KEY, "a")).isFalse();
    }

    @Test
    void findGeneration_successorInvalidated_isReturned() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);

        store().invalidate(KEY, b.generation(), "rejected", NO_LIMIT);

        assertThat(peer().find(KEY, a.generation())).isEqualTo(a);
        assertThat(peer().find(KEY)).isNull();
    }

    @Test
    void stream_severalKeys_holdsTheCurrentGenerations() {
        save(credentials(key("ended"), "x").build(), null);
        store().remove(key("ended"));
        DcrCredentials b = save("b", save("a", null));
        DcrCredentials other = save(completeCredentials(key("other")).build(), null);

        try (Stream<DcrCredentials> all = peer().stream()) {
            assertThat(all).containsExactlyInAnyOrder(b, other);
        }
    }

    @Test
    void refersTo_currentAndFormer_isTrueForTheirClients() {
        save("b", save("a", null));

        assertThat(peer().refersTo(KEY, "a")).isTrue();
        assertThat(peer().refersTo(KEY, "b")).isTrue();
        assertThat(peer().refersTo(KEY, "c")).isFalse();
        assertThat(peer().refersTo(key("other"), "a")).isFalse();
    }

    @Test
    void refersTo_oneClientInTwoGenerations_isTrueWhileOneIsLeft() {
        DcrCredentials renewed = save("a", save("a", null));

        store().invalidate(KEY, renewed.generation(), "rejected", NO_LIMIT);

        assertThat(peer().refersTo(KEY, "a")).isTrue();
    }
}
