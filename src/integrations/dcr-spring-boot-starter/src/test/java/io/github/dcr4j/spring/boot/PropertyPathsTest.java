package io.github.dcr4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyPathsTest {
    @Test
    void inProperties_membersInASentence_areProperties() {
        assertThat(PropertyPaths.inProperties("goes without initialAccessToken, which is its short form"))
                .isEqualTo("goes without initial-access-token, which is its short form");
        assertThat(PropertyPaths.inProperties("is not known; known are clientName, clientSecret."))
                .isEqualTo("is not known; known are client-name, client-secret.");
        assertThat(PropertyPaths.inProperties("clientSecret or authMethod is given"))
                .isEqualTo("client-secret or auth-method is given");
    }

    /** What a user or a server has written is found as it was written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://idp.example.com/clientSecret is no address",
                "https://clientName.example.com:8443/a?clientName=b#clientName",
                "the file /etc/clientName/clients.json cannot be used",
                "the file clientName.json cannot be used",
                "the server says \"clientName\"",
                "the server says 'clientName'",
                "the variable MY_clientName",
                "someThing else"
            })
    void inProperties_addressPathOrQuote_isLeftAlone(String message) {
        assertThat(PropertyPaths.inProperties(message)).isEqualTo(message);
    }
}
