package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.http.HttpFailure.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

/** Certificates: whom a call trusts, and what is said of one that it does not. */
class GuardedHttpTlsTest extends GuardedHttpFixture {
    @Test
    void send_untrustedCertificate_isNotBegunAndNotRetryable() {
        useHttps("localhost");

        HttpFailure failure = failedPost(httpsUrl(), LONG);

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.begun()).isFalse();
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void send_certificateOfAnotherHost_isNotBegun() {
        http = new GuardedHttp(trusting(useHttps("other.example")), "t");

        HttpFailure failure = failedPost(httpsUrl(), LONG);

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.begun()).isFalse();
    }

    @Test
    void send_certificateNameWithALineBreak_isPrintedOnOneLine() {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .commonName("other\r\n2026-01-01 WARN forged \u001b[31m ${jndi:x}")
                .addSubjectAlternativeName("other.example.com")
                .build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());

        http = new GuardedHttp(trusting(certificate), "t");

        HttpFailure failure = failedPost(httpsUrl(), LONG);

        StringWriter printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));
        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(printed.toString()).contains("SSLPeerUnverifiedException", "forged");
        assertThat(printed.toString().lines())
                .allMatch(line -> line.matches("\\s+(at|\\.\\.\\.) .*|(Caused by: )?io\\.github\\.dcr4j\\..*"));
        assertThat(printed.toString()).doesNotContain("\u001b", "${");
    }

    @Test
    void send_trustedCertificateOfTheCallersClient_works() throws HttpFailure {
        http = new GuardedHttp(trusting(useHttps("localhost")), "t");
        server.enqueue(answer(201).build());

        HttpAnswer answer = http.send(new HttpCall("GET", httpsUrl(), null, null, 10, LONG));

        assertThat(answer.status()).isEqualTo(201);
    }

    private HeldCertificate useHttps(String host) {
        HeldCertificate certificate =
                new HeldCertificate.Builder().addSubjectAlternativeName(host).build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        return certificate;
    }

    private static OkHttpClient trusting(HeldCertificate certificate) {
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        return new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .build();
    }

    private EndpointUrl httpsUrl() {
        return EndpointUrl.ofOperator("x", "https://localhost:" + server.getPort() + "/r");
    }
}
