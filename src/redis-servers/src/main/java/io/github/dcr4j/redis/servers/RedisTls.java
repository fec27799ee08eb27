package io.github.dcr4j.redis.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * A certificate authority made for one topology, a server certificate of it for {@code 127.0.0.1} and
 * {@code localhost}, and what clients need to trust it. Immutable; the files live as long as the topology.
 */
public final class RedisTls {
    private static final String TRUST_STORE_PASSWORD = "loopback";

    private final HeldCertificate authority;
    private final ServerFolder folder;
    private final Thread hook;

    /** Makes the certificates and writes them into a folder, which is removed at the latest when the JVM ends. */
    RedisTls(ServerFolder folder) {
        this.folder = folder;
        this.hook = new Thread(folder::delete, "removes a test certificate");
        Runtime.getRuntime().addShutdownHook(hook);
        this.authority = new HeldCertificate.Builder()
                .commonName("test authority of a redis-server")
                .certificateAuthority(0)
                .build();
        HeldCertificate server = new HeldCertificate.Builder()
                .commonName("redis-server")
                .addSubjectAlternativeName("127.0.0.1")
                .addSubjectAlternativeName("localhost")
                .signedBy(authority)
                .build();
        folder.write("authority.pem", authority.certificatePem());
        folder.write("server.pem", server.certificatePem());
        folder.write("server.key", server.privateKeyPkcs8Pem());
        writeTrustStore();
    }

    /** Returns a context for clients that trusts this topology's servers and no others. */
    public SSLContext clientContext() {
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(authority.certificate())
                .build()
                .sslContext();
    }

    /** Returns options for Jedis, which trust this topology's servers and no others, and check the host's name. */
    public SslOptions clientOptions() {
        return SslOptions.builder()
                .truststore(trustStore().toFile(), TRUST_STORE_PASSWORD.toCharArray())
                .trustStoreType("PKCS12")
                .sslVerifyMode(SslVerifyMode.FULL)
                .build();
    }

    /** Returns client sockets that trust this topology's servers and no others. */
    public SSLSocketFactory clientSockets() {
        return clientContext().getSocketFactory();
    }

    /** Returns the authority's certificate as a PEM file. */
    public Path authorityPem() {
        return folder.path().resolve("authority.pem");
    }

    /** Returns a PKCS12 trust store with the authority's certificate, for {@code javax.net.ssl.trustStore}. */
    public Path trustStore() {
        return folder.path().resolve("trust.p12");
    }

    /** Returns the password of {@link #trustStore()}. */
    public String trustStorePassword() {
        return TRUST_STORE_PASSWORD;
    }

    /** Returns the lines of a server's configuration, which also let it trust its fellows. */
    List<String> settings() {
        return List.of(
                "tls-cert-file \"" + folder.path().resolve("server.pem") + "\"",
                "tls-key-file \"" + folder.path().resolve("server.key") + "\"",
                "tls-ca-cert-file \"" + authorityPem() + "\"",
                "tls-auth-clients no",
                "tls-replication yes");
    }

    /** Removes the files. */
    void remove() {
        folder.delete();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook finds nothing to remove
        }
    }

    private void writeTrustStore() {
        try (OutputStream out = Files.newOutputStream(trustStore())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", authority.certificate());
            store.store(out, TRUST_STORE_PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + trustStore(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make a trust store", e);
        }
    }
}
