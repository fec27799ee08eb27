package io.github.dcr4j.testkit;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.Delivery;
import io.github.dcr4j.testkit.http.Reply;
import io.github.dcr4j.testkit.http.Web;
import io.github.dcr4j.testkit.server.Endpoint;
import io.github.dcr4j.testkit.server.ServerAddresses;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.MockResponse;

/** Records each request and takes it to the script of its endpoint. Thread-safe. */
final class EndpointDispatch implements Web.Requests {
    private final Map<String, FakeEndpoint> byPath;
    private final String managed;
    private final CallLog log;
    private final Map<FakeEndpoint, FakeEndpointScript> scripts;
    private final Map<FakeEndpoint, Endpoint> endpoints;

    EndpointDispatch(
            ServerAddresses addresses,
            CallLog log,
            Map<FakeEndpoint, FakeEndpointScript> scripts,
            Map<FakeEndpoint, Endpoint> endpoints) {
        byPath = Map.of(
                addresses.registrationPath(), FakeEndpoint.REGISTRATION,
                addresses.tokenPath(), FakeEndpoint.TOKEN,
                addresses.authorizationPath(), FakeEndpoint.AUTHORIZATION,
                addresses.jwksPath(), FakeEndpoint.KEYS,
                addresses.userInfoPath(), FakeEndpoint.USERINFO,
                addresses.resourcePath(), FakeEndpoint.RESOURCE,
                addresses.resourceMetadataPath(), FakeEndpoint.RESOURCE_METADATA);
        managed = addresses.registrationPath() + "/";
        this.log = log;
        this.scripts = scripts;
        this.endpoints = endpoints;
    }

    @Override
    public MockResponse answer(Call call) throws InterruptedException {
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
        FakeEndpoint named = byPath.get(path);
        if (named != null) {
            return named;
        }
        if (path.contains("/.well-known/")) {
            return FakeEndpoint.METADATA;
        }
        return path.startsWith(managed) ? FakeEndpoint.MANAGEMENT : FakeEndpoint.ELSEWHERE;
    }
}
