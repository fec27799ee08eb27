package io.github.dcr4j.testkit.consumer;

import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.net.HttpURLConnection;

/** A program that closes nothing; it runs in a JVM of its own, which ends all the same. */
public final class LeftOpen {
    private LeftOpen() {}

    /** Registers a client, also for a resource, leaves a call without its answer, and returns. */
    public static void main(String[] args) throws Exception {
        FakeAuthorizationServer server =
                FakeAuthorizationServer.builder().https().start();
        DcrTestKit kit = DcrTestKit.start();
        String clientId = kit.resolver().resolve(kit.request("openid")).clientId();
        String resource = kit.server().resource().toString();
        ResourceRequest request = ResourceRequest.builder("consumer", resource)
                .client(client -> client.grantTypes("client_credentials"))
                .build();
        String scopes = kit.resolver().resolve(request).scopes().toString();

        FakeGate gate = kit.server().at(FakeEndpoint.RESOURCE).hold();
        Thread caller = new Thread(() -> call(kit.server()));
        caller.setDaemon(true);
        caller.start();
        gate.awaitArrivals(1);
        System.out.println(
                clientId.isEmpty() || scopes.isEmpty() || server.issuer().isEmpty()
                        ? "no client"
                        : "client registered");
    }

    private static void call(FakeAuthorizationServer server) {
        try {
            HttpURLConnection call =
                    (HttpURLConnection) server.resource().toURL().openConnection();
            call.getResponseCode();
        } catch (java.io.IOException e) {
            // the server ends
            return;
        }
    }
}
