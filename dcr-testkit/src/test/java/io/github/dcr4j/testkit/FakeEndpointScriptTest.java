package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.testkit.PlainClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class FakeEndpointScriptTest {
    private final PlainClient client = PlainClient.plain();
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private final FakeEndpointScript registration = server.at(FakeEndpoint.REGISTRATION);

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer register() throws Exception {
        return client.post(server.registrationEndpoint(), PlainClient.webClient());
    }

    @Test
    void answerNext_several_areGivenInOrderAndThenTheServersOwn() throws Exception {
        registration.answerNext(
                FakeAnswer.status(503).withHeader("Retry-After", "7"),
                FakeAnswer.status(200).withBody("text/html", "<html>"),
                FakeAnswer.json(201, Map.of("client_id", "scripted")));

        Answer unavailable = register();
        Answer html = register();
        Answer json = register();
        Answer usual = register();

        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.header("retry-after")).isEqualTo("7");
        assertThat(html.header("content-type")).isEqualTo("text/html");
        assertThat(html.body()).isEqualTo("<html>");
        assertThat(json.json()).isEqualTo(Map.of("client_id", "scripted"));
        assertThat(usual.status()).isEqualTo(201);
        assertThat(server.clients()).hasSize(1);
        assertThat(registration.count()).isEqualTo(4);
    }

    @Test
    void answerAlways_untilReset_isGivenEachTime() throws Exception {
        registration.answerAlways(FakeAnswer.status(500));

        int first = register().status();
        int second = register().status();
        registration.reset();
        int third = register().status();

        assertThat(List.of(first, second, third)).containsExactly(500, 500, 201);
    }

    @Test
    void script_oneEndpoint_leavesTheOthersAlone() throws Exception {
        registration.answerAlways(FakeAnswer.status(500));

        int metadata = client.get(server.metadataUrl(MetadataDocument.OAUTH)).status();

        assertThat(metadata).isEqualTo(200);
    }

    @Test
    void refuseNext_code_isAnsweredAsTheRfcSays() throws Exception {
        registration.refuseNext("unapproved_software_statement");

        Answer answer = register();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("unapproved_software_statement");
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void asUsual_changed_isProcessedAndAnsweredOtherwise() throws Exception {
        registration.answerNext(FakeAnswer.asUsual().withStatus(200).withBody("application/json", "{"));

        Answer answer = register();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{");
        assertThat(server.clients()).hasSize(1);
    }

    @Test
    void droppedBeforeProcessing_connectionEndsAndNothingIsRegistered() {
        registration.answerNext(FakeAnswer.droppedBeforeProcessing());

        assertThatThrownBy(this::register).isInstanceOf(IOException.class);
        assertThat(registration.count()).isEqualTo(1);
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void droppedAfterProcessing_connectionEndsAndTheClientIsAnOrphan() {
        registration.answerNext(FakeAnswer.droppedAfterProcessing());

        assertThatThrownBy(this::register).isInstanceOf(IOException.class);
        assertThat(server.orphans(List.of())).hasSize(1);
    }

    @Test
    void truncated_bodyEndsHalfWay() {
        registration.answerNext(FakeAnswer.asUsual().truncated());

        assertThatThrownBy(this::register).isInstanceOf(IOException.class);
        assertThat(server.clients()).hasSize(1);
    }

    @Test
    void dripping_body_arrivesWhole() throws Exception {
        registration.answerNext(FakeAnswer.asUsual().dripping(64, Duration.ofMillis(1)));

        Answer answer = register();

        assertThat(answer.json()).containsKey("client_id");
    }

    @Test
    void hold_calls_areNotProcessedBeforeTheGateIsOpened() throws Exception {
        FakeGate gate = registration.hold();
        List<CompletableFuture<Answer>> calls =
                Stream.generate(() -> client.register(server)).limit(3).toList();

        gate.awaitArrivals(3);
        int before = server.clients().size();
        gate.open();
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(3, TimeUnit.MINUTES);

        assertThat(before).isZero();
        assertThat(server.clients()).hasSize(3);
        assertThat(registration.count()).isEqualTo(3);
        assertThat(register().status()).isEqualTo(201);
    }

    @Test
    void holdAnswers_call_isProcessedButNotAnswered() throws Exception {
        FakeGate gate = registration.holdAnswers();
        CompletableFuture<Answer> call = client.register(server);

        gate.awaitArrivals(1);
        int processed = server.clients().size();
        boolean answered = call.isDone();
        gate.open();

        assertThat(processed).isEqualTo(1);
        assertThat(answered).isFalse();
        assertThat(call.get(3, TimeUnit.MINUTES).status()).isEqualTo(201);
    }

    @Test
    void heldBy_oneAnswer_leavesTheNextAlone() throws Exception {
        FakeGate gate = FakeGate.closed();
        registration.answerNext(FakeAnswer.status(503).heldBy(gate));
        CompletableFuture<Answer> held = client.register(server);

        gate.awaitArrivals(1);
        int next = register().status();
        gate.open();

        assertThat(next).isEqualTo(201);
        assertThat(held.get(3, TimeUnit.MINUTES).status()).isEqualTo(503);
    }

    @Test
    void reset_callsHeld_areLetGo() throws Exception {
        FakeGate gate = registration.hold();
        CompletableFuture<Answer> call = client.register(server);

        gate.awaitArrivals(1);
        registration.reset();

        assertThat(call.get(3, TimeUnit.MINUTES).status()).isEqualTo(201);
    }

    @Test
    void close_callsHeld_areLetGo() {
        FakeGate gate = registration.hold();
        CompletableFuture<Answer> call = client.register(server);

        gate.awaitArrivals(1);
        server.close();

        assertThat(call.handle((answer, failure) -> true)).succeedsWithin(Duration.ofMinutes(3));
    }

    @Test
    void close_bodyDripping_endsIt() {
        registration.answerNext(FakeAnswer.asUsual().dripping(1, Duration.ofHours(1)));
        CompletableFuture<Answer> call = client.register(server);
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> server.clients().size() == 1);

        server.close();

        assertThat(call).failsWithin(Duration.ofMinutes(3));
    }

    @Test
    void dropped_https_connectionEnds() {
        try (FakeAuthorizationServer secure =
                FakeAuthorizationServer.builder().https().start()) {
            PlainClient trusting = PlainClient.trusting(secure);
            secure.at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.droppedBeforeProcessing(), FakeAnswer.droppedAfterProcessing());

            assertThat(trusting.register(secure)).failsWithin(Duration.ofMinutes(3));
            assertThat(trusting.register(secure)).failsWithin(Duration.ofMinutes(3));
            assertThat(secure.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
            assertThat(secure.clients()).hasSize(1);
        }
    }

    @Test
    void rewriteAnswers_functionFails_isSaidToTheClient() throws Exception {
        registration.rewriteAnswers(answer -> {
            throw new IllegalStateException("the test's own mistake");
        });

        Answer answer = register();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("the test's own mistake");
    }

    @Test
    void rewriteRequests_endpointWithoutJson_isRejected() {
        assertThatIllegalStateException()
                .isThrownBy(() -> server.at(FakeEndpoint.TOKEN).rewriteRequests(asked -> asked.clear()))
                .withMessageContaining("TOKEN");
    }
}
