package io.github.dcr4j.examples.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationResponseTest {
    private static DcrCredentials client(String issuer, boolean announcesIss) {
        return DcrCredentials.builder(DcrKey.builder("https://gateway.example.com", "https://idp.example.com")
                        .build())
                .clientId("client-1")
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.NONE)
                .tokenEndpoint(URI.create("https://idp.example.com/token"))
                .issuer(issuer)
                .issParameterSupported(announcesIss)
                .createdAt(Instant.EPOCH)
                .build();
    }

    @Test
    void codeFor_rightServer_isTheCode() {
        AuthorizationResponse response =
                AuthorizationResponse.of("&code=a%2Bb&state=the-right-state&iss=https%3A%2F%2Fidp.example.com&");

        assertThat(response.codeFor(client("https://idp.example.com", true))).isEqualTo(Secret.of("a+b"));
        assertThat(response.state()).isEqualTo(Secret.of("the-right-state"));
        assertThat(response.toString()).doesNotContain("a+b", "the-right-state");
    }

    @ParameterizedTest
    @CsvSource({
        "code=some-code, false, true",
        "code=some-code, true, false",
        "code=some-code&iss=https://idp.example.com, false, true",
        "code=some-code&iss=https://idp.example.com/, false, false",
        "code=some-code&iss=HTTPS://idp.example.com, true, false",
    })
    void codeFor_issOfServersThatAnnounceItOrNot_isRequiredOrComparedWhereItIs(
            String query, boolean announced, boolean taken) {
        AuthorizationResponse response = AuthorizationResponse.of(query);
        DcrCredentials client = client("https://idp.example.com", announced);

        if (taken) {
            assertThat(response.codeFor(client)).isEqualTo(Secret.of("some-code"));
        } else {
            assertThatExceptionOfType(LoginFailedException.class).isThrownBy(() -> response.codeFor(client));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"code=%zz", "code=%", "code=a&code=b", "state&state"})
    void of_queryThatCannotBeRead_isRefused(String query) {
        assertThatExceptionOfType(LoginFailedException.class)
                .isThrownBy(() -> AuthorizationResponse.of(query))
                .satisfies(e -> assertThat(e.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @NullAndEmptySource
    void of_nothing_hasNoState(String query) {
        assertThat(AuthorizationResponse.of(query).state()).isNull();
    }
}
