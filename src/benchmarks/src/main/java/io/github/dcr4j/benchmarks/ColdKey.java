package io.github.dcr4j.benchmarks;

import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What benchmarks of a cold key share: a server, a resolver whose store is empty, and for each invocation a request that
 * was not made before. Fails unless the server received exactly one GET and one POST each time.
 */
public abstract class ColdKey {
    final CannedServer server = CannedServer.of(Gateway.CONSUMER);
    final Requests requests = new Requests(server);
    DcrResolver resolver =
            DcrResolver.builder(MemoryDcrCredentialStore.create()).build();
    String issuer = server.newIssuer();
    DcrRequest request = Gateway.at(issuer);

    /** Starts with an empty store, so that it never has more keys than it has room for. */
    @Setup(Level.Iteration)
    public void empty() {
        resolver.close();
        resolver = DcrResolver.builder(MemoryDcrCredentialStore.create()).build();
    }

    /** Makes a request as a service does when it starts. */
    @Setup(Level.Invocation)
    public void begin() {
        issuer = server.newIssuer();
        request = Gateway.at(issuer);
        requests.expect();
    }

    /** Fails unless there were exactly two requests each time. */
    @TearDown(Level.Iteration)
    public void count() {
        requests.check();
    }

    /** Ends what was started. */
    @TearDown
    public void close() {
        closeMore();
        resolver.close();
        server.close();
    }

    /** Ends what a benchmark has started besides. */
    abstract void closeMore();
}
