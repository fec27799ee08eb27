package io.github.dcr4j.testkit.consumer;

import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;

/** A program that closes nothing; it runs in a JVM of its own, which ends all the same. */
public final class LeftOpen {
    private LeftOpen() {}

    /** Registers a client, and returns. */
    public static void main(String[] args) {
        FakeAuthorizationServer.start();
        DcrTestKit kit = DcrTestKit.start();
        String clientId = kit.resolver().resolve(kit.request("openid")).clientId();
        System.out.println(clientId.isEmpty() ? "no client" : "client registered");
    }
}
