package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationRequestTest {
    @Test
    void json_everyKindOfMember_isWrittenUnderItsName() {
        RegistrationRequest request = RegistrationRequest.builder()
                .redirectUris(List.of("https://app.example/cb"))
                .tokenEndpointAuthMethod("client_secret_basic")
                .grantTypes(List.of("authorization_code"))
                .responseTypes(List.of("code"))
                .scopes(List.of("openid", "profile"))
                .member("client_name#de", "Dienst \u00e4")
                .member("require_auth_time", true)
                .member("default_max_age", 60)
                .member("jwks", Map.of("keys", List.of(Map.of("kty", "EC"))))
                .build();

        assertThat(new String(request.json(), UTF_8))
                .isEqualTo("{\"client_name#de\":\"Dienst \u00e4\",\"default_max_age\":60,"
                        + "\"grant_types\":[\"authorization_code\"],\"jwks\":{\"keys\":[{\"kty\":\"EC\"}]},"
                        + "\"redirect_uris\":[\"https://app.example/cb\"],\"require_auth_time\":true,"
                        + "\"response_types\":[\"code\"],\"scope\":\"openid profile\","
                        + "\"token_endpoint_auth_method\":\"client_secret_basic\"}");
        assertThat(request.redirectUris()).containsExactly("https://app.example/cb");
    }

    @Test
    void json_nullAndEmpty_areLeftOut() {
        RegistrationRequest request = RegistrationRequest.builder()
                .redirectUris(List.of())
                .scopes(List.of())
                .grantTypes(List.of())
                .member("client_name", "x")
                .member("client_name", null)
                .build();

        assertThat(new String(request.json(), UTF_8)).isEqualTo("{}");
    }

    @Test
    void digest_orderOfMembers_doesNotMatter() {
        RegistrationRequest one =
                RegistrationRequest.builder().member("a", 1).member("b", "x").build();
        RegistrationRequest other =
                RegistrationRequest.builder().member("b", "x").member("a", 1).build();
        RegistrationRequest different =
                RegistrationRequest.builder().member("b", "y").member("a", 1).build();

        assertThat(one.digest()).isEqualTo(other.digest()).matches("[0-9a-f]{64}");
        assertThat(one.digest()).isNotEqualTo(different.digest());
    }

    @Test
    void member_listChangedAfterwards_isNotSeen() {
        List<String> contacts = new ArrayList<>(List.of("a@x.example"));
        RegistrationRequest.Builder builder = RegistrationRequest.builder().member("contacts", contacts);

        contacts.add("b@x.example");

        assertThat(new String(builder.build().json(), UTF_8)).doesNotContain("b@x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_id",
                "client_secret",
                "client_id_issued_at",
                "client_secret_expires_at",
                "registration_access_token",
                "registration_client_uri",
                " "
            })
    void member_assignedByServer_isRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistrationRequest.builder().member(name, "x"))
                .withMessageContaining("'" + name + "'");
    }

    @Test
    void member_valueThatIsNoJson_isRefusedByName() {
        for (Object value : List.of(1.5d, new Object(), "\ud800", List.of(new Object()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RegistrationRequest.builder().member("contacts", value))
                    .withMessageContaining("'contacts'");
        }
    }
}
