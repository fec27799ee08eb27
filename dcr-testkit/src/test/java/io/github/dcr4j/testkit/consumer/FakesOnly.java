package io.github.dcr4j.testkit.consumer;

import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.MetadataDocument;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A program that uses the fakes and has no test framework; it runs in a JVM of its own. */
public final class FakesOnly {
    private FakesOnly() {}

    /** Prints the status of a request for metadata over https. */
    public static void main(String[] args) throws Exception {
        try (FakeAuthorizationServer server =
                FakeAuthorizationServer.builder().https().start()) {
            HttpClient http =
                    HttpClient.newBuilder().sslContext(server.sslContext()).build();
            HttpRequest request = HttpRequest.newBuilder(server.metadataUrl(MetadataDocument.OAUTH))
                    .build();
            int status;
            try (InputStream body =
                    http.send(request, BodyHandlers.ofInputStream()).body()) {
                status = body.read();
            }
            System.out.println("first byte " + (char) status + ", framework "
                    + ModuleLayer.boot().findModule("org.junit.jupiter.api").isPresent());
        }
    }
}
