package io.github.dcr4j.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMetadataTest {
    @ParameterizedTest
    @CsvSource({"de, client_name#de", "DE-ch, client_name#de-CH", "ja-Hani-JP, client_name#ja-Hani-JP"})
    void localizedName_languageTag_isCanonical(String tag, String expected) {
        assertThat(ClientMetadata.localizedName("client_name", tag)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "en_US", "toolonglanguage", "de\n", "\u00e4"})
    void localizedName_noLanguageTag_isRefused(String tag) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientMetadata.localizedName("client_name", tag))
                .withMessageContaining("languageTag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"contacts", "software_id", "client_name#de", ""})
    void localizedName_memberWithoutLanguages_isRefused(String member) {
        assertThatIllegalArgumentException().isThrownBy(() -> ClientMetadata.localizedName(member, "de"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
    void publicKeys_privateMember_isRefusedWithoutItsValue(String member) {
        Map<String, Object> key = Map.of("kty", "RSA", member, "TOPSECRET");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientMetadata.publicKeys(Map.of("keys", List.of(key))))
                .withMessageContaining("'" + member + "'")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("TOPSECRET"));
    }

    @Test
    void publicKeys_notAKeySet_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ClientMetadata.publicKeys(Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> ClientMetadata.publicKeys(Map.of("keys", "x")));
        assertThatIllegalArgumentException().isThrownBy(() -> ClientMetadata.publicKeys(Map.of("keys", List.of())));
        assertThatIllegalArgumentException().isThrownBy(() -> ClientMetadata.publicKeys(Map.of("keys", List.of("x"))));
    }

    @Test
    void publicKeys_publicKey_isCopied() {
        Map<String, Object> key = new HashMap<>(Map.of("kty", "EC", "crv", "P-256", "x", "a", "y", "b"));
        Map<String, Object> copy = ClientMetadata.publicKeys(Map.of("keys", List.of(key)));
        key.put("d", "later");

        assertThat(copy).isEqualTo(Map.of("keys", List.of(Map.of("kty", "EC", "crv", "P-256", "x", "a", "y", "b"))));
    }

    @Test
    void json_nested_isDeeplyCopiedAndImmutable() {
        List<Object> inner = new ArrayList<>(List.of("a", 1, 2L, true));
        Object copy = ClientMetadata.json("m", Map.of("list", inner));
        inner.add("later");

        assertThat(copy).isEqualTo(Map.of("list", List.of("a", 1, 2L, true)));
        assertThatThrownBy(() -> ((Map<?, ?>) copy).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void json_notJson_isRefusedByTypeNotValue() {
        StringBuilder value = new StringBuilder("TOPSECRET");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientMetadata.json("m", List.of(value)))
                .withMessageContaining("java.lang.StringBuilder")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("TOPSECRET"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redirect_uris",
                "token_endpoint_auth_method",
                "grant_types",
                "response_types",
                "scope",
                "application_type",
                "jwks",
                "client_id",
                "client_secret",
                "client_secret_expires_at",
                "registration_client_uri",
                "",
                "na\u00efve"
            })
    void furtherName_reservedOrUnprintable_isRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> ClientMetadata.furtherName(name));
    }

    @Test
    void furtherName_extension_isTaken() {
        assertThat(ClientMetadata.furtherName("require_pushed_authorization_requests"))
                .isEqualTo("require_pushed_authorization_requests");
    }

    @Test
    void grants_duplicates_keptOnceInOrder() {
        assertThat(ClientMetadata.grants(List.of("refresh_token", "authorization_code", "refresh_token")))
                .containsExactly("refresh_token", "authorization_code");
    }

    @Test
    void ascii_tooLong_saysHowLongButNotWhat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientMetadata.ascii("softwareStatement", "S".repeat(11), 10))
                .withMessageContainingAll("softwareStatement", "10", "11")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("SSSS"));
    }

    @Test
    void printable_longAndControl_isCutAndCleaned() {
        assertThat(ClientMetadata.printable("a\nb\u001b")).isEqualTo("a b");
        assertThat(ClientMetadata.printable("x".repeat(500))).hasSize(256);
    }
}
