package io.github.dcr4j.conformance.node;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.dcr4j.resolver.ClientIdDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/** A client's metadata document at its id, on {@code https} of this machine. Safe for concurrent use. */
final class DocumentServer implements AutoCloseable {
    private static final String PATH = "/oauth/client.json";

    private final HttpsServer server;
    private final Path authority;
    private final AtomicInteger served = new AtomicInteger();
    private volatile @Nullable ClientIdDocument document;

    DocumentServer() throws IOException {
        HeldCertificate held = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        authority = Files.createTempFile(Files.createDirectories(Path.of("target")), "documents", ".pem")
                .toAbsolutePath();
        Files.writeString(authority, held.certificatePem());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(new HandshakeCertificates.Builder()
                .heldCertificate(held)
                .build()
                .sslContext()));
        server.createContext("/", exchange -> {
            ClientIdDocument current = document;
            if (current == null || !exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                served.incrementAndGet();
                byte[] body = current.body();
                current.headers().forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    /** Returns the id of the client whose document this is. */
    String address() {
        return "https://localhost:" + server.getAddress().getPort() + PATH;
    }

    /** Returns the file with the certificate of who vouches for this server, as PEM. */
    Path authority() {
        return authority;
    }

    /** Serves this document from now on. */
    void serve(ClientIdDocument document) {
        this.document = document;
    }

    /** Serves nothing from now on. */
    void withdraw() {
        document = null;
    }

    /** Returns how often a document was fetched. */
    int served() {
        return served.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
