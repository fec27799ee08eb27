package io.github.dcr4j.conformance.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.upstream.SecretSource;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class UpstreamsTest extends UpstreamsFixture {
    private static UpstreamConfig byHand(String name, SecretSource secret) {
        return UpstreamConfig.builder(name)
                .client("client-of-" + name, secret)
                .authorizationEndpoint("https://a.example.com/authorize")
                .tokenEndpoint("https://a.example.com/token")
                .issuer("https://a.example.com")
                .serverSendsIss()
                .scopes("openid")
                .build();
    }

    @Test
    void resolveAll_fixedAndRegistered_areReadyInTheOrderConfigured() {
        Upstreams upstreams = open(
                at(kit.server(), "registered"),
                byHand("by-hand", SecretSource.value(Secret.of("configured-secret-1"))),
                at(kit.server(), "registered-too"));

        List<UpstreamResult> results = upstreams.resolveAll();

        assertThat(results).extracting(UpstreamResult::name).containsExactly("registered", "by-hand", "registered-too");
        assertThat(results).hasOnlyElementsOfType(UpstreamResult.Ready.class);
        DcrCredentials byHand = upstreams.client("by-hand").credentials();
        assertThat(byHand.clientId()).isEqualTo("client-of-by-hand");
        assertThat(byHand.clientSecret()).hasValue(Secret.of("configured-secret-1"));
        assertThat(byHand.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
        assertThat(byHand.tokenEndpoint()).hasToString("https://a.example.com/token");
        assertThat(byHand.issuer()).hasValue("https://a.example.com");
        assertThat(byHand.issParameterSupported()).isTrue();
        assertThat(upstreams.client("by-hand").credentials(byHand.generation())).hasValue(byHand);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
        assertThat(upstreams.store()).isSameAs(kit.store());
    }

    @Test
    void resolveAll_again_sendsNothing() {
        Upstreams upstreams = open(at(kit.server(), "a"), at(kit.server(), "b"));
        upstreams.resolveAll();
        kit.server().forgetCalls();

        assertThat(upstreams.resolveAll()).hasOnlyElementsOfType(UpstreamResult.Ready.class);

        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void resolveAll_someBad_theOthersWorkAndEachSaysWhyOnce() {
        FakeAuthorizationServer refusing = server();
        refusing.at(FakeEndpoint.REGISTRATION).answerAlways(FakeAnswer.refusal("invalid_client_metadata", "no"));
        FakeAuthorizationServer hanging = server();
        FakeGate never = hanging.at(FakeEndpoint.METADATA).hold();
        FakeAuthorizationServer untrusted =
                FakeAuthorizationServer.builder().https().clock(kit.clock()).start();
        opened.add(untrusted);
        UpstreamConfig inside = UpstreamConfig.builder("inside")
                .dcr(request -> request.upstreamIssuer("https://10.7.7.7"))
                .build();
        List<UpstreamConfig> all = new ArrayList<>(IntStream.range(0, 6)
                .mapToObj(i -> at(kit.server(), "good-" + i))
                .toList());
        all.add(1, at(refusing, "refusing"));
        all.add(2, at(hanging, "hanging"));
        all.add(3, at(untrusted, "untrusted"));
        all.add(4, inside);
        UpstreamsConfig config = new UpstreamsConfig(CONSUMER, null, all);
        Upstreams upstreams = Upstreams.builder(config)
                .store(kit.store())
                .clock(kit.clock())
                .resolver(settings -> settings.callTimeout(Duration.ofSeconds(2)))
                .open();
        opened.add(upstreams);

        long began = System.nanoTime();
        List<UpstreamResult> results = upstreams.resolveAll();
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(results)
                .filteredOn(UpstreamResult.Ready.class::isInstance)
                .extracting(UpstreamResult::name)
                .containsExactly("good-0", "good-1", "good-2", "good-3", "good-4", "good-5");
        assertThat(hanging.calls()).as("asked once, for as long as one call").hasSize(1);
        assertThat(took)
                .isLessThan(Pace.stretched(Duration.ofSeconds(20))); // and not for as long as callers wait, 25 s
        assertThat(results)
                .filteredOn(UpstreamResult.Failed.class::isInstance)
                .extracting(UpstreamResult::toString)
                .satisfiesExactly(
                        told -> assertThat(told).contains("invalid_client_metadata"),
                        told -> assertThat(told).contains("no answer came in time"),
                        told -> assertThat(told).contains("TLS handshake"),
                        told -> assertThat(told).contains("is private", "allowPrivateAddresses"))
                .allSatisfy(told -> assertThat(told).startsWith("upstream "));
        assertThat(results)
                .filteredOn(UpstreamResult.Failed.class::isInstance)
                .allSatisfy(failed -> assertThat(failed.toString().split(failed.name(), -1))
                        .as("%s has the name once", failed)
                        .hasSize(2));
        assertThat(results)
                .extracting(UpstreamResult::name)
                .containsExactlyElementsOf(
                        all.stream().map(UpstreamConfig::name).toList());
        never.open();
    }

    @Test
    void resolveAll_manyAtOneServer_fourAtATime() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        OkHttpClient counting = new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    try {
                        return chain.proceed(chain.request());
                    } finally {
                        atOnce.decrementAndGet();
                    }
                })
                .build();
        FakeGate gate = kit.server().at(FakeEndpoint.REGISTRATION).hold();
        List<UpstreamConfig> all =
                IntStream.range(0, 40).mapToObj(i -> at(kit.server(), "u" + i)).toList();
        Upstreams upstreams = Upstreams.builder(new UpstreamsConfig(CONSUMER, null, all))
                .store(kit.store())
                .clock(kit.clock())
                .resolver(settings -> settings.httpClient(counting))
                .open();
        opened.add(upstreams);

        CompletableFuture<List<UpstreamResult>> results = CompletableFuture.supplyAsync(upstreams::resolveAll);
        await().atMost(Duration.ofMinutes(3))
                .until(() -> kit.server().at(FakeEndpoint.REGISTRATION).count() == 4);
        gate.open();

        assertThat(results.get()).hasSize(40).hasOnlyElementsOfType(UpstreamResult.Ready.class);
        assertThat(most).hasValue(4);
    }

    @Test
    void credentials_secretExpires_followTheReplacementAndTheFormerIsFound() {
        FakeAuthorizationServer shortLived = FakeAuthorizationServer.builder()
                .clock(kit.clock())
                .secretLife(Duration.ofHours(1))
                .start();
        opened.add(shortLived);
        UpstreamClient oldReplica = open(at(shortLived, "idp")).client("idp");
        UpstreamClient newReplica = open(at(shortLived, "idp")).client("idp");
        DcrCredentials first = oldReplica.credentials();
        kit.clock().advance(Duration.ofMinutes(61));

        DcrCredentials second = newReplica.credentials();

        assertThat(second.generation()).isNotEqualTo(first.generation());
        assertThat(oldReplica.credentials()).isEqualTo(second);
        assertThat(shortLived.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    @Test
    void rejected_onOneReplica_theLoginBegunOnTheOtherCompletes() {
        UpstreamClient one = open(at(kit.server(), "idp")).client("idp");
        UpstreamClient two = open(at(kit.server(), "idp")).client("idp");
        DcrCredentials begun = one.credentials();

        DcrCredentials now = two.rejected(begun);

        assertThat(now.generation()).isNotEqualTo(begun.generation());
        assertThat(one.credentials()).isEqualTo(now);
        assertThat(one.rejected(begun)).as("reported again").isEqualTo(now);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    @Test
    void credentials_fixedSecretReplacedOnDisk_isReadAnewWhenItWasRejected() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "old-secret-on-disk\n");
        UpstreamClient client = open(byHand("idp", SecretSource.file(file))).client("idp");
        DcrCredentials old = client.credentials();
        Files.writeString(file, "new-secret-on-disk\n");

        DcrCredentials now = client.rejected(old);

        assertThat(old.clientSecret()).hasValue(Secret.of("old-secret-on-disk"));
        assertThat(now.clientSecret()).hasValue(Secret.of("new-secret-on-disk"));
        assertThat(now.generation()).isEqualTo(old.generation());
        assertThat(client.credentials()).isEqualTo(now);
    }

    @Test
    void credentials_initialAccessTokenMissing_saysWhichFileAndIsReadWhenItIsThere() throws IOException {
        Path file = directory.resolve("token");
        try (FakeAuthorizationServer guarded = FakeAuthorizationServer.builder()
                .clock(kit.clock())
                .initialAccessToken(Secret.of("initial-token-on-disk"))
                .start()) {
            UpstreamClient client = open(UpstreamConfig.builder("idp")
                            .dcr(request -> request.upstreamIssuer(guarded.issuer())
                                    .initialAccessToken(SecretSource.file(file)::read))
                            .build())
                    .client("idp");

            DcrException failure = catchThrowableOfType(DcrException.class, client::credentials);
            Files.writeString(file, "initial-token-on-disk");
            kit.clock().advance(Duration.ofSeconds(1));

            assertThat(failure.step()).isEqualTo(Step.CONFIGURE);
            assertThat(failure).hasMessageContaining("file " + file + " cannot be read");
            assertThat(client.credentials()).isNotNull();
        }
    }

    @Test
    void client_unknownName_listsThoseThatAre() {
        Upstreams upstreams = open(at(kit.server(), "idp"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> upstreams.client("other"))
                .withMessage("no upstream has that name; there are [idp]");
    }

    @Test
    void resolveAll_oneNeverAnswers_isWaitedForAsLongAsSaid() {
        UpstreamConfig config = at(kit.server(), "good");
        Upstreams upstreams = Upstreams.builder(new UpstreamsConfig(CONSUMER, null, List.of(config)))
                .store(kit.store())
                .clock(kit.clock())
                .maxWait(Duration.ofMillis(500))
                .open();
        opened.add(upstreams);
        FakeGate gate = kit.server().at(FakeEndpoint.REGISTRATION).hold();

        List<UpstreamResult> results = upstreams.resolveAll();
        gate.open();

        assertThat(results)
                .singleElement()
                .satisfies(
                        result -> assertThat(result)
                                .hasToString(
                                        "upstream good cannot be used: no answer within PT0.5S; the attempt goes on, ask again later"));
    }
}
