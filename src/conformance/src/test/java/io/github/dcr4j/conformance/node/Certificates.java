package io.github.dcr4j.conformance.node;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * Certificates of a server and of its clients, one by an authority and one by itself.
 *
 * @param directory where the server finds its own in {@code server.pem}, and whom it accepts in {@code accepted.pem}
 */
record Certificates(Path directory, HeldCertificate server, HeldCertificate byAuthority, HeldCertificate byItself) {
    /** The DNS name of the client whose certificate an authority signed. */
    static final String CLIENT = "app.example.com";

    static Certificates create() throws IOException {
        HeldCertificate authority = new HeldCertificate.Builder()
                .certificateAuthority(0)
                .commonName("authority")
                .build();
        HeldCertificate server = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        HeldCertificate byAuthority = new HeldCertificate.Builder()
                .signedBy(authority)
                .commonName("client")
                .addSubjectAlternativeName(CLIENT)
                .build();
        HeldCertificate byItself = new HeldCertificate.Builder()
                .commonName("client by itself")
                .addSubjectAlternativeName(CLIENT)
                .build();
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "certificates")
                .toAbsolutePath();
        Files.writeString(directory.resolve("server.pem"), server.privateKeyPkcs8Pem() + server.certificatePem());
        // the names of those who sign clients; a client sends none that no name in the list has signed
        Files.writeString(directory.resolve("accepted.pem"), authority.certificatePem() + byItself.certificatePem());
        return new Certificates(directory, server, byAuthority, byItself);
    }

    X509Certificate selfSigned() {
        return byItself.certificate();
    }

    /** Returns a client that presents one of the certificates. */
    HttpClient httpClient(boolean selfSigned) {
        HandshakeCertificates handshake = new HandshakeCertificates.Builder()
                .addTrustedCertificate(server.certificate())
                .heldCertificate(selfSigned ? byItself : byAuthority)
                .build();
        return HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(handshake.sslContext())
                .build();
    }

    @Override
    public String toString() {
        return "Certificates[" + directory + "]";
    }
}
