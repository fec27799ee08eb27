package io.github.dcr4j.testkit;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.Delivery;
import io.github.dcr4j.testkit.http.Reply;
import io.github.dcr4j.testkit.server.Endpoint;
import io.github.dcr4j.testkit.server.ServerAddresses;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** Records each request and takes it to the script of its endpoint. Thread-safe. */
final class LoopbackDispatcher extends Dispatcher {
    private final ServerAddresses addresses;
    private final CallLog log;
    private final Map<FakeEndpoint, FakeEndpointScript> scripts;
    private final Map<FakeEndpoint, Endpoint> endpoints;

    LoopbackDispatcher(
            ServerAddresses addresses,
            CallLog log,
            Map<FakeEndpoint, FakeEndpointScript> scripts,
            Map<FakeEndpoint, Endpoint> endpoints) {
        this.addresses = addresses;
        this.log = log;
        this.scripts = scripts;
        this.endpoints = endpoints;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
        Call call = Call.of(request);
        FakeEndpoint endpoint = endpointAt(call.path());
        log.add(RecordedCall.of(endpoint, call));
        try {
            return part(scripts, endpoint).play(call, part(endpoints, endpoint));
        } catch (RuntimeException | AssertionError failure) {
            // a function the test wrote has failed, or this server has: say so instead of leaving the client waiting
            String text = "the fake authorization server failed: " + failure;
            return Delivery.WHOLE.send(Reply.empty(500).withBody("text/plain; charset=utf-8", text));
        }
    }

    private static <T> T part(Map<FakeEndpoint, T> parts, FakeEndpoint endpoint) {
        return Objects.requireNonNull(parts.get(endpoint), "no such endpoint");
    }

    private FakeEndpoint endpointAt(String path) {
        if (path.contains("/.well-known/")) {
            return FakeEndpoint.METADATA;
        }
        if (path.equals(addresses.registrationPath())) {
            return FakeEndpoint.REGISTRATION;
        }
        if (path.startsWith(addresses.registrationPath() + "/")) {
            return FakeEndpoint.MANAGEMENT;
        }
        if (path.equals(addresses.tokenPath())) {
            return FakeEndpoint.TOKEN;
        }
        return path.equals(addresses.authorizationPath()) ? FakeEndpoint.AUTHORIZATION : FakeEndpoint.ELSEWHERE;
    }
}
