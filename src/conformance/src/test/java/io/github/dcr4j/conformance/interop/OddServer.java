package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server that behaves as some real one does, and a program that wants a client there. */
final class OddServer implements AutoCloseable {
    private final DcrTestKit kit;

    OddServer() {
        this(FakeAuthorizationServer.builder());
    }

    OddServer(FakeAuthorizationServerBuilder server) {
        kit = DcrTestKit.start(server);
    }

    DcrTestKit kit() {
        return kit;
    }

    FakeAuthorizationServer fake() {
        return kit.server();
    }

    /** Lets its metadata say something else. */
    OddServer metadata(Consumer<Map<String, @Nullable Object>> rewriting) {
        fake().at(FakeEndpoint.METADATA).rewriteAnswers(rewriting);
        return this;
    }

    /** Lets its answers to registrations say something else. */
    OddServer registered(Consumer<Map<String, @Nullable Object>> rewriting) {
        fake().at(FakeEndpoint.REGISTRATION).rewriteAnswers(rewriting);
        return this;
    }

    /** Lets it answer every registration like this. */
    OddServer registration(FakeAnswer answer) {
        fake().at(FakeEndpoint.REGISTRATION).answerAlways(answer);
        return this;
    }

    DcrRequestBuilder request() {
        return kit.requestBuilder().scopes("openid");
    }

    DcrCredentials resolve() {
        return resolve(request());
    }

    DcrCredentials resolve(DcrRequestBuilder request) {
        return kit.resolver().resolve(request.build());
    }

    DcrException refused() {
        return refused(request());
    }

    DcrException refused(DcrRequestBuilder request) {
        return catchThrowableOfType(DcrException.class, () -> resolve(request));
    }

    /**
     * Resolves, and expects exactly these deviations to be told; then expects a strict request to be refused because of
     * the first of them.
     */
    DcrCredentials tolerates(String... codes) {
        kit.events().clear();
        DcrCredentials client = resolve();
        assertThat(published()).containsExactlyInAnyOrder(codes);
        refusesStrict();
        return client;
    }

    /**
     * Resolves, and expects exactly these deviations to be told, also where the request is strict: they are allowed.
     */
    DcrCredentials allows(String... codes) {
        kit.events().clear();
        DcrCredentials client = resolve();
        assertThat(published()).containsExactlyInAnyOrder(codes);
        kit.events().clear();
        resolve(request().strict().variant("strict"));
        assertThat(published()).containsExactlyInAnyOrder(codes);
        return client;
    }

    /** Expects a strict request to be refused, and no client to be left behind because of it. */
    DcrException refusesStrict() {
        List<String> before = clientIds();
        kit.events().clear();
        DcrException failure = refused(request().strict().variant("strict"));
        assertThat(failure).as("a strict request").isNotNull();
        assertThat(failure).hasMessageContaining("the request is strict").hasMessageContaining("strict()");
        assertThat(published()).as("what is refused is not tolerated").isEmpty();
        boolean left = failure.orphan().isPresent()
                || !kit.events().of(DcrEvent.Orphaned.class).isEmpty();
        assertThat(left || clientIds().equals(before))
                .as("deleted, or reported")
                .isTrue();
        return failure;
    }

    private List<String> clientIds() {
        return fake().clients().stream().map(FakeClient::clientId).toList();
    }

    /** Returns the codes of the deviations that were told so far. */
    List<String> published() {
        return kit.events().of(DcrEvent.DeviationTolerated.class).stream()
                .map(DcrEvent.DeviationTolerated::code)
                .toList();
    }

    /** Returns what was sent to register. */
    List<RecordedCall> registrations() {
        return fake().at(FakeEndpoint.REGISTRATION).calls();
    }

    /** Returns the metadata that the last registration sent. */
    Map<String, @Nullable Object> sent() {
        List<RecordedCall> all = registrations();
        return all.get(all.size() - 1).json();
    }

    @Override
    public void close() {
        kit.close();
    }
}
