package io.github.dcr4j;

import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_BASIC;
import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_JWT;
import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_POST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEndpointAuthMethodTest {
    @ParameterizedTest
    @EnumSource
    void ofWireName_registeredName_isItsMethod(TokenEndpointAuthMethod method) {
        assertThat(TokenEndpointAuthMethod.ofWireName(method.wireName())).isSameAs(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NONE", "client_secret_basic ", "client-secret-basic", "attest_jwt_client_auth"})
    void ofWireName_otherName_isNull(String name) {
        assertThat(TokenEndpointAuthMethod.ofWireName(name)).isNull();
    }

    @Test
    void wireName_all_areThoseOfTheRegistry() {
        assertThat(TokenEndpointAuthMethod.values())
                .extracting(TokenEndpointAuthMethod::wireName)
                .containsExactly(
                        "none",
                        "client_secret_basic",
                        "client_secret_post",
                        "client_secret_jwt",
                        "private_key_jwt",
                        "tls_client_auth",
                        "self_signed_tls_client_auth");
    }

    @Test
    void needsSecret_all_isTrueForSecretsOnly() {
        assertThat(Arrays.stream(TokenEndpointAuthMethod.values()).filter(TokenEndpointAuthMethod::needsSecret))
                .containsExactly(CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, CLIENT_SECRET_JWT);
    }
}
