package io.github.dcr4j.testkit.http;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A certificate for loopback, made for one server, and what it takes to use and to trust it. Immutable. */
public final class ServerCertificate {
    private final HeldCertificate held = new HeldCertificate.Builder()
            .commonName("fake authorization server")
            .addSubjectAlternativeName("127.0.0.1")
            .addSubjectAlternativeName("localhost")
            .build();
    private final HandshakeCertificates server =
            new HandshakeCertificates.Builder().heldCertificate(held).build();
    private final HandshakeCertificates client = new HandshakeCertificates.Builder()
            .addTrustedCertificate(held.certificate())
            .build();

    public X509Certificate certificate() {
        return held.certificate();
    }

    SSLSocketFactory serverSockets() {
        return server.sslSocketFactory();
    }

    public SSLContext trustingContext() {
        return client.sslContext();
    }

    public X509TrustManager trustManager() {
        return client.trustManager();
    }
}
