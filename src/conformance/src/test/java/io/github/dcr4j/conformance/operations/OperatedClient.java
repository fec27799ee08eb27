package io.github.dcr4j.conformance.operations;

import io.github.dcr4j.conformance.RegisteredClient;
import io.github.dcr4j.resolver.DcrOperations;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.StoreFaults;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A service with one client registered, at a server whose secrets live for an hour, and its operator. */
final class OperatedClient extends RegisteredClient implements AutoCloseable {
    static final Duration SECRET_LIFE = Duration.ofHours(1);

    private final ExecutorService operators = Executors.newCachedThreadPool();
    private final DcrTestKit kit;

    OperatedClient(FakeAuthorizationServerBuilder server) {
        this(DcrTestKit.start(server.secretLife(SECRET_LIFE)));
    }

    private OperatedClient(DcrTestKit kit) {
        super(kit.server(), kit.store(), kit.resolver(), named(kit, "before"));
        this.kit = kit;
        kit.events().clear();
    }

    /** At a server that rotates the token at each read and update, and the secret at each update. */
    static OperatedClient rotating() {
        return new OperatedClient(
                FakeAuthorizationServer.builder().renewingSecretOnUpdate().rotatingRegistrationAccessToken());
    }

    /** At a server where token and secret stay. */
    static OperatedClient steady() {
        return new OperatedClient(FakeAuthorizationServer.builder());
    }

    /** Returns a request of the one key with another name to show. */
    DcrRequest named(String clientName) {
        return named(kit, clientName);
    }

    private static DcrRequest named(DcrTestKit kit, String clientName) {
        return kit.requestBuilder()
                .scopes("openid")
                .grantTypes("authorization_code", "client_credentials")
                .clientName(clientName)
                .build();
    }

    DcrTestKit kit() {
        return kit;
    }

    DcrOperations operations() {
        return kit.resolver().operations();
    }

    StoreFaults faults() {
        return kit.store().faults();
    }

    /** Has another operator do {@code work} side by side. */
    <T> CompletableFuture<T> meanwhile(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, operators);
    }

    @Override
    public void close() {
        kit.close();
        operators.shutdownNow();
    }
}
