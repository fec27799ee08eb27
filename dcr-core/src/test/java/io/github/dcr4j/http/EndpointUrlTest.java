package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://as.example",
                "https://as.example:8443/register?tenant=1",
                "https://xn--bcher-kva.example/",
                "https://[2001:db8::1]/a",
                "http://127.0.0.1:1/x",
                "http://127.255.0.9/x",
                "http://[::1]:65535/",
                "http://localhost/x",
                "HTTPS://AS.example/"
            })
    void ofOperator_soundAddress_isKeptVerbatim(String text) {
        EndpointUrl url = EndpointUrl.ofOperator("registrationEndpoint", text);

        assertThat(url.text()).isEqualTo(text);
        assertThat(url.uri()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " https://as.example",
                "https://as.example/a b",
                "https://as.example/\n",
                "https://as.example\\evil",
                "https://b\u00fccher.example/",
                "https:///path",
                "https:as.example",
                "//as.example/x",
                "/register",
                "https://user@as.example/",
                "https://user:pw@as.example/",
                "https://@as.example/",
                "https://as.example/#f",
                "https://as.example/#",
                "https://as.example:0/",
                "https://as.example:65536/",
                "https://as_host.example/",
                "https://[fe80::1%25eth0]/",
                "https://127.0.0.256/",
                "http://as.example/",
                "http://127.0.0.1.example/",
                "http://127.1/",
                "http://localhost.example/",
                "http://0.0.0.0/",
                "http://[::]/",
                "http://[::ffff:127.0.0.1]/",
                "ftp://localhost/",
                "javascript:alert(1)",
                "urn:x:y"
            })
    void ofOperator_unsoundAddress_isRefusedByName(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointUrl.ofOperator("discoveryUrl", text))
                .withMessageStartingWith("discoveryUrl '");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://as.example/x?key=SECRET#",
                "https://SECRET@as.example/x",
                "https://user:SECRET/more@as.example/x",
                "SECRET@as.example",
                "http://as.example/x?SECRET",
                "https://as.example/x y?SECRET"
            })
    void ofOperator_unsoundAddress_messageHasNeitherQueryNorUserInfo(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointUrl.ofOperator("discoveryUrl", text))
                .satisfies(e -> assertThat(e).hasMessageNotContaining("SECRET").hasNoCause());
    }

    /** As it is read from a file, or pasted; the message shows it without. */
    @ParameterizedTest
    @ValueSource(
            strings = {"https://as.example\n", " https://as.example", "https://as.example\r\n", "https://as.example\t"})
    void ofOperator_spaceAround_saysSo(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointUrl.ofOperator("discoveryUrl", text))
                .withMessageContaining("begins or ends with a space or the end of a line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void ofOperator_blank_saysSo(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointUrl.ofOperator("discoveryUrl", text))
                .withMessageEndingWith("it is blank");
    }

    @Test
    void issuer_withQuery_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointUrl.issuer("upstreamIssuer", "https://as.example/?tenant=SECRET"))
                .withMessageContaining("query")
                .satisfies(e -> assertThat(e).hasMessageNotContaining("SECRET"));
    }

    @Test
    void ofServer_httpOnLoopback_needsADocumentFoundByHttpOnLoopback() {
        String text = "http://127.0.0.1:8080/register";

        EndpointUrl plain = EndpointUrl.ofOperator("upstreamIssuer", "http://127.0.0.1:8080");
        EndpointUrl secure = EndpointUrl.ofOperator("upstreamIssuer", "https://127.0.0.1:8080");

        assertThat(EndpointUrl.ofServer("registration_endpoint", text, plain).plainHttp())
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointUrl.ofServer("registration_endpoint", text, secure))
                .withMessageStartingWith("registration_endpoint")
                .withMessageContaining("https is required");
    }

    @Test
    void ofServer_httpThatTheOperatorOpened_needsADocumentFoundByHttp() {
        Egress opened = new Egress(Set.of("as.example:8080"), false, Set.of(), "as.example:8080", false, null);
        EndpointUrl plain = EndpointUrl.ofOperatorUnlessClosed("issuer", "http://as.example:8080")
                .reaching(opened);
        EndpointUrl secure =
                EndpointUrl.ofOperator("issuer", "https://as.example").reaching(opened);

        assertThat(EndpointUrl.ofServer("token_endpoint", "http://AS.example:8080/token", plain)
                        .insecure())
                .isTrue();
        for (String elsewhere : List.of(
                "http://as.example/token", "http://as.example:8081/", "http://127.0.0.1/", "ftp://as.example:8080")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EndpointUrl.ofServer("token_endpoint", elsewhere, plain))
                    .withMessageContainingAll("token_endpoint", "https is required");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointUrl.ofServer("token_endpoint", "http://as.example:8080/token", secure))
                .withMessageContaining("https is required");
    }

    @Test
    void ofStored_http_isForWhereItIsOpenStill() {
        String text = "http://as.example:8080/clients/1";
        Egress opened = new Egress(Set.of(), false, Set.of(), "as.example:8080", false, null);

        assertThat(EndpointUrl.ofStored("registration_client_uri", text, opened).insecure())
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointUrl.ofStored(
                        "registration_client_uri", text, new Egress(Set.of("as.example:8080"), false, Set.of())))
                .withMessageContaining("https is required");
    }

    @ParameterizedTest
    @CsvSource({
        "https://AS.example:443/x, https://as.example",
        "https://as.example/, https://as.example",
        "https://as.example:8443/, https://as.example:8443",
        "http://localhost:80/, http://LOCALHOST",
        "https://localhost:80/, HTTPS://localhost:80",
        "http://[::1]:81/, http://[::1]:81"
    })
    void sameOrigin_anotherSpelling_isTheSame(String text, String origin) {
        EndpointUrl url = EndpointUrl.ofOperator("x", text);
        EndpointUrl other = EndpointUrl.ofOperator("x", origin);

        assertThat(url.sameOrigin(other)).isTrue();
        assertThat(other.sameOrigin(url)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://as.example/x, https://as.example:8443/x",
        "https://as.example/x, https://as.example.com/x",
        "https://localhost/x, http://localhost/x",
        "https://localhost:80/x, http://localhost/x",
        "http://127.0.0.1/x, http://localhost/x"
    })
    void sameOrigin_anotherSchemeHostOrPort_isAnother(String text, String stranger) {
        EndpointUrl url = EndpointUrl.ofOperator("x", text);
        EndpointUrl other = EndpointUrl.ofOperator("x", stranger);

        assertThat(url.sameOrigin(other)).isFalse();
        assertThat(other.sameOrigin(url)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1/, true",
        "https://LOCALHOST/, true",
        "https://[::1]/, true",
        "https://127.0.0.1.example/, false",
        "https://[::]/, false",
        "https://localhost./, false",
        "https://10.0.0.1/, false"
    })
    void loopback_byHost_isTold(String text, boolean loopback) {
        assertThat(EndpointUrl.ofOperator("x", text).loopback()).isEqualTo(loopback);
    }

    @Test
    void printable_withQuery_leavesItOut() {
        EndpointUrl url = EndpointUrl.ofOperator("x", "https://as.example:8443/r%20x?client=SECRET");

        assertThat(url.printable()).isEqualTo("https://as.example:8443/r%20x");
        assertThat(url).hasToString(url.printable());
    }

    @Test
    void printable_longPath_isCut() {
        EndpointUrl url = EndpointUrl.ofOperator("x", "https://as.example/" + "r".repeat(30_000));

        assertThat(url.printable())
                .hasSize(512)
                .startsWith("https://as.example/rrr")
                .endsWith("r…");
        assertThat(url.text()).hasSize(30_019);
    }
}
