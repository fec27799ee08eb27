package io.github.dcr4j.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceChallengeTest {
    private static final String METADATA = "https://mcp.example.com/.well-known/oauth-protected-resource";

    private static ResourceChallenge of(String... headers) {
        return ResourceChallenge.of(List.of(headers));
    }

    @Test
    void of_bearerWithAllThree_isRead() {
        ResourceChallenge challenge =
                of("Bearer realm=\"x, \\\"y\\\"\", error=\"insufficient_scope\", scope=\"files:read "
                        + "files:write\",resource_metadata=\"" + METADATA + "\"");

        assertThat(challenge.resourceMetadata()).hasValue(METADATA);
        assertThat(challenge.scopes()).containsExactly("files:read", "files:write");
        assertThat(challenge.error()).hasValue("insufficient_scope");
        assertThat(challenge.insufficientScope()).isTrue();
        assertThat(challenge.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic realm=\"r\", Bearer resource_metadata=\"{doc}\"",
                "Negotiate, Bearer resource_metadata=\"{doc}\"",
                "Negotiate abc+/==, Bearer resource_metadata=\"{doc}\"",
                "NTLM TlRMTVNTUAAB, , DPoP algs=\"ES256\" , resource_metadata=\"{doc}\"",
                "Bearer\terror=invalid_token ,\tresource_metadata = \"{doc}\"",
                "BEARER Resource_Metadata={doc}",
                "Bearer realm=\"a\\\\\", resource_metadata=\"{doc}\", Digest qop=\"auth, auth-int\", algorithm=MD5",
                "Bearer realm=\"none\", Custom resource_metadata=\"{doc}\"",
            })
    void of_amongOthers_theOneWithMetadataCounts(String header) {
        ResourceChallenge challenge = of(header.replace("{doc}", METADATA));

        assertThat(challenge.resourceMetadata()).hasValue(METADATA);
        assertThat(challenge.problems()).isEmpty();
    }

    @Test
    void of_severalHeaders_areOneList() {
        ResourceChallenge challenge = of("Basic realm=\"r\"", "", "Bearer scope=\"a\"");

        assertThat(challenge.scopes()).containsExactly("a");
        assertThat(challenge.resourceMetadata()).isEmpty();
    }

    @Test
    void of_scopesWithBlanksAndForeignCharacters_areTheUsableOnesOnce() {
        assertThat(of("Bearer scope=\" a  b a é b\\\\ \"").scopes()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bearer resource_metadata=\"https://mcp.example.com | does not end",
                "Bearer resource_metadata=\"M\\ | does not end",
                "Bearer resource_metadata=\"M\"x | followed by something else",
                "Bearer resource_metadata=\"M\", resource_metadata=\"N\" | repeats a parameter",
                "=\"M\" | no challenge begins",
                "Bearer@ resource_metadata=\"M\" | no challenge begins",
            })
    void of_malformed_isLeftOutWithTheReason(String header, String why) {
        ResourceChallenge challenge = of(header);

        assertThat(challenge.resourceMetadata()).isEmpty();
        assertThat(challenge.problems()).singleElement().asString().contains(why);
    }

    @Test
    void of_malformedAfterAWholeOne_keepsThatOne() {
        ResourceChallenge challenge = of("Bearer scope=\"a\", Basic realm=\"");

        assertThat(challenge.scopes()).containsExactly("a");
        assertThat(challenge.problems()).hasSize(1);
    }

    @Test
    void of_aMegabyte_isNotRead() {
        ResourceChallenge challenge = of("Bearer scope=\"" + "a ".repeat(500_000) + "\"");

        assertThat(challenge.scopes()).isEmpty();
        assertThat(challenge.problems()).singleElement().asString().contains("1000015 characters");
    }

    @Test
    void of_aThousandParameters_isLeftOut() {
        StringBuilder header = new StringBuilder("Bearer scope=a");
        for (int i = 0; i < 1_000; i++) {
            header.append(",p").append(i).append("=1");
        }

        ResourceChallenge challenge = of(header.toString());

        assertThat(challenge.scopes()).isEmpty();
        assertThat(challenge.problems()).singleElement().asString().contains("more than 32 parameters");
    }

    @Test
    void of_manyChallenges_readsTheFirst() {
        ResourceChallenge challenge = of("Basic, ".repeat(15) + "Bearer scope=a, Bearer resource_metadata=\"M\"");

        assertThat(challenge.scopes()).containsExactly("a");
        assertThat(challenge.resourceMetadata()).isEmpty();
        assertThat(challenge.problems()).singleElement().asString().contains("more than 16 challenges");
    }

    /**
     * What would cost a careless parser a square of its length; the count of looks is what is bounded, not the time.
     */
    @ParameterizedTest
    @ValueSource(strings = {"a=", "a ", "\"", "\\", ",", "a=\"", "a,", "= ", "a68== "})
    void of_worstInputs_end(String part) {
        String header = "Bearer " + part.repeat(16_000 / part.length());

        assertThat(of(header).resourceMetadata()).isEmpty();
    }

    @Test
    void of_nothing_asksForNothing() {
        assertThat(ResourceChallenge.of(List.of()).error()).isEmpty();
        assertThat(ResourceChallenge.none().scopes()).isEmpty();
    }

    @Test
    void toString_hostileText_isOneCleanLine() {
        assertThat(of("Bearer error=\"a\u001b[31m${x}\", resource_metadata=\"https://u:p@h/x?token=abc\"")
                        .toString())
                .doesNotContain("\u001b", "${", "token=abc", "u:p");
    }
}
