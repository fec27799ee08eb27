package io.github.dcr4j.testkit;

import java.util.Map;
import java.util.Objects;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

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
        RecordedCall call = recorded(request);
        log.add(call);
        try {
            return at(scripts, call).play(call, at(endpoints, call));
        } catch (RuntimeException | AssertionError failure) {
            // a function the test wrote has failed, or this server has: say so instead of leaving the client waiting
            String text = "the fake authorization server failed: " + failure;
            return Delivery.WHOLE.send(Reply.empty(500).withBody("text/plain; charset=utf-8", text));
        }
    }

    private static <T> T at(Map<FakeEndpoint, T> parts, RecordedCall call) {
        return Objects.requireNonNull(parts.get(call.endpoint()), "no such endpoint");
    }

    private RecordedCall recorded(RecordedRequest request) {
        String target = request.getTarget();
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        @Nullable ByteString body = request.getBody();
        return new RecordedCall(
                addresses.endpointAt(path),
                request.getMethod(),
                path,
                mark < 0 ? "" : target.substring(mark + 1),
                request.getHeaders().toMultimap(),
                body == null ? "" : body.utf8());
    }
}
