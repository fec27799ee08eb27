package io.github.dcr4j.testkit.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/** A web server on a free port of 127.0.0.1 that speaks HTTP/1.1. Thread-safe. */
public final class LoopbackWeb implements Web {
    /** It logs the address of every request, query included; kept here, or the level would be garbage collected. */
    private static final Logger LOGGER = Logger.getLogger(MockWebServer.class.getName());

    private final MockWebServer web = new MockWebServer();
    private final CompletableFuture<Requests> served = new CompletableFuture<>();
    private final String scheme;
    private @Nullable JvmEnd end;
    private volatile Runnable closing = this::close;

    private LoopbackWeb(@Nullable ServerCertificate certificate) {
        scheme = certificate == null ? "http" : "https";
        web.setServerSocketFactory(new PromptSockets());
        if (certificate != null) {
            web.useHttps(certificate.serverSockets());
        }
        // over HTTP/2 MockWebServer ignores what a dispatched answer says about closing the connection
        web.setProtocols(List.of(Protocol.HTTP_1_1));
        web.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                return answered(request);
            }
        });
    }

    /**
     * Starts a server, which keeps requests waiting until it {@linkplain #serve serves}.
     *
     * @param certificate what it speaks https with, or {@code null} for http
     */
    public static LoopbackWeb start(@Nullable ServerCertificate certificate) {
        if (LOGGER.getLevel() == null) {
            LOGGER.setLevel(Level.SEVERE);
        }
        LoopbackWeb started = new LoopbackWeb(certificate);
        try {
            started.web.start(InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no server can be started on 127.0.0.1", e);
        }
        started.end = JvmEnd.of(() -> started.closing.run());
        return started;
    }

    @Override
    public void serve(Requests requests, Runnable closing) {
        this.closing = closing;
        served.complete(requests);
    }

    private MockResponse answered(RecordedRequest request) throws InterruptedException {
        try {
            return served.get().answer(Call.of(request));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the server has nothing to serve", e);
        }
    }

    @Override
    public String origin() {
        return scheme + "://127.0.0.1:" + web.getPort();
    }

    @Override
    public void close() {
        if (end != null) {
            end.stop();
        }
        web.close();
    }
}
