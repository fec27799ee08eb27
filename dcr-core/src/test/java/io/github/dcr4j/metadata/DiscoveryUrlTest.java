package io.github.dcr4j.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.http.EndpointUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryUrlTest {
    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    @ParameterizedTest
    @CsvSource({
        "https://as.example, https://as.example",
        "https://as.example/, https://as.example",
        "https://as.example:8443, https://as.example:8443",
        "https://AS.Example/, https://AS.Example",
        "http://127.0.0.1:9, http://127.0.0.1:9"
    })
    void candidates_rootIssuer_areTwo(String issuer, String base) {
        assertThat(DiscoveryUrl.candidates(EndpointUrl.issuer("issuer", issuer)))
                .extracting(EndpointUrl::text)
                .containsExactly(base + OAUTH, base + OPENID);
    }

    @ParameterizedTest
    @CsvSource({
        "https://as.example/t1, https://as.example, /t1",
        "https://as.example/t1/, https://as.example, /t1",
        "https://as.example/realms/a, https://as.example, /realms/a",
        "https://as.example:8443/a/b/, https://as.example:8443, /a/b",
        "https://as.example/a%2Fb, https://as.example, /a%2Fb",
        "https://as.example//, https://as.example, /",
        "http://[::1]:9/x, http://[::1]:9, /x"
    })
    void candidates_issuerWithPath_areThreeAndNeverTheRoot(String issuer, String base, String path) {
        assertThat(DiscoveryUrl.candidates(EndpointUrl.issuer("issuer", issuer)))
                .extracting(EndpointUrl::text)
                .containsExactly(base + OAUTH + path, base + OPENID + path, base + path + OPENID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://as.example", "https://as.example/t1", "https://as.example:8443/realms/a"})
    void derivedIssuer_ofEveryCandidate_isTheIssuer(String issuer) {
        assertThat(DiscoveryUrl.candidates(EndpointUrl.issuer("issuer", issuer)))
                .extracting(DiscoveryUrl::derivedIssuer)
                .containsOnly(issuer);
    }

    @ParameterizedTest
    @CsvSource({
        "https://as.example/custom/metadata.json, https://as.example",
        "https://as.example:8443/, https://as.example:8443",
        "https://as.example/.well-known/openid-configurations, https://as.example",
        "https://as.example/t1/.well-known/oauth-authorization-server, https://as.example/t1",
        "https://as.example/.well-known/openid-configuration?v=2, https://as.example"
    })
    void derivedIssuer_otherAddresses_isThePartBeforeOrTheOrigin(String url, String issuer) {
        assertThat(DiscoveryUrl.derivedIssuer(EndpointUrl.ofOperator("discoveryUrl", url)))
                .isEqualTo(issuer);
    }
}
