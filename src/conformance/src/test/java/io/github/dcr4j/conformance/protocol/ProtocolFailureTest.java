package io.github.dcr4j.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.protocol.ClientInformation;
import io.github.dcr4j.protocol.DcrProtocol;
import io.github.dcr4j.protocol.DeletionOutcome;
import io.github.dcr4j.protocol.ManagementOutcome;
import io.github.dcr4j.protocol.ProtocolServer;
import io.github.dcr4j.protocol.RegistrationOutcome;
import io.github.dcr4j.protocol.RegistrationOutcome.Effect;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the protocol says of input and answers that cannot be used. */
class ProtocolFailureTest {
    private static final Map<String, Object> METADATA =
            Map.of("redirect_uris", List.of("https://gateway.example.com/callback"));

    private final FakeAuthorizationServer fake = FakeAuthorizationServer.start();
    private final DcrProtocol protocol =
            DcrProtocol.builder().clock(fake.clock()).build();
    private final ProtocolServer server = ProtocolServer.issuer(fake.issuer());

    @AfterEach
    void close() {
        protocol.close();
        fake.close();
    }

    private RegistrationOutcome register() {
        return protocol.register(server, fake.registrationEndpoint(), METADATA);
    }

    private RegistrationOutcome.Failed failed(RegistrationOutcome outcome) {
        RegistrationOutcome.Failed failed = (RegistrationOutcome.Failed) outcome;
        assertThatThrownBy(outcome::client).isSameAs(failed.failure());
        return failed;
    }

    @Test
    void metadata_ofAnotherIssuer_isNotUsed() {
        fake.at(FakeEndpoint.METADATA)
                .rewriteAnswers(document -> document.put("issuer", "https://mallory.example.com"));

        DcrException failure = catchThrowableOfType(DcrException.class, () -> protocol.metadata(server));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining("https://mallory.example.com");
    }

    @Test
    void metadata_endpointAtASpecialAddress_isLeftOut() {
        fake.at(FakeEndpoint.METADATA)
                .rewriteAnswers(document -> document.put("jwks_uri", "https://169.254.169.254/keys"));

        assertThat(protocol.metadata(server).jwksUri()).isEmpty();
    }

    @Test
    void metadata_tokenEndpointOfAnotherScheme_isLeftOutAlone() {
        fake.at(FakeEndpoint.METADATA)
                .rewriteAnswers(document -> document.put("token_endpoint", "http://as.example.com/token"));

        ServerMetadata metadata = protocol.metadata(server);

        assertThat(metadata.tokenEndpoint()).isEmpty();
        assertThat(metadata.registrationEndpoint()).hasValue(fake.registrationEndpoint());
        assertThat(metadata.deviations()).singleElement().asString().contains("token_endpoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://idp.example.com", "http://idp.example.com", "https://u:p@idp.example.com", "no url"})
    void server_addressThatCannotBeUsed_isRefused(String address) {
        assertThatThrownBy(() -> ProtocolServer.issuer(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void server_withoutOrWithTwoAddresses_isRefused() {
        assertThatThrownBy(() -> ProtocolServer.builder().build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ProtocolServer.builder()
                        .upstreamIssuer("https://idp.example.com")
                        .registrationEndpoint("https://idp.example.com/register")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exactly one");
    }

    static Stream<Map<String, ?>> unsendable() {
        return Stream.of(
                Map.of("client_secret", "chosen-by-the-client"),
                Map.of("client_id", "mine"),
                Map.of(" ", "x"),
                Map.of("client_name", new Object()),
                Map.of("client_name", "x".repeat(65 * 1024)));
    }

    @ParameterizedTest
    @MethodSource("unsendable")
    void register_metadataThatCannotBeSent_isRefused(Map<String, ?> metadata) {
        assertThatThrownBy(() -> protocol.register(server, fake.registrationEndpoint(), metadata))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(fake.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://idp.example.com/register", "/register", "https://u:p@idp.example.com/register"})
    void register_endpointThatIsNoAddress_isRefused(String endpoint) {
        assertThatThrownBy(() -> protocol.register(server, URI.create(endpoint), METADATA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("registrationEndpoint")
                .hasMessageNotContaining("u:p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://169.254.169.254/register", "https://10.0.0.1/register", "https://[::1]:1/register"})
    void register_endpointAtASpecialAddress_sendsNothing(String endpoint) {
        RegistrationOutcome.Failed failed = failed(protocol.register(server, URI.create(endpoint), METADATA));

        assertThat(failed.effect()).isEqualTo(Effect.NOT_SENT);
        assertThat(failed.failure().step()).isEqualTo(Step.REGISTER);
    }

    static Stream<Arguments> suppliers() {
        Supplier<@Nullable Secret> none = () -> null;
        Supplier<@Nullable Secret> fails = () -> {
            throw new IllegalStateException("the vault is sealed");
        };
        return Stream.of(
                Arguments.of(none, false),
                Arguments.of(fails, true),
                Arguments.of((Supplier<Secret>) () -> Secret.of("canary\ntoken"), false));
    }

    @ParameterizedTest
    @MethodSource("suppliers")
    void register_supplierGivesNothingThatCanBeSent_sendsNothing(Supplier<Secret> supplier, boolean retryable) {
        RegistrationOutcome.Failed failed = failed(protocol.register(
                server, fake.registrationEndpoint(), METADATA, RegistrationAuthorization.bearer(supplier)));

        assertThat(failed.effect()).isEqualTo(Effect.NOT_SENT);
        assertThat(failed.failure().retryable()).isEqualTo(retryable);
        assertThat(failed.failure()).hasMessageContaining("nothing was sent").hasMessageNotContaining("canary");
        assertThat(fake.calls()).isEmpty();
    }

    @Test
    void register_authorizedAtAHostThatTheCallerDidNotName_sendsNothing() {
        RegistrationOutcome.Failed failed = failed(protocol.register(
                server,
                URI.create("https://elsewhere.example.com/register"),
                METADATA,
                RegistrationAuthorization.bearer(() -> {
                    throw new AssertionError("asked though it must not be sent");
                })));

        assertThat(failed.effect()).isEqualTo(Effect.NOT_SENT);
        assertThat(failed.failure()).hasMessageContaining("trustAuthority('elsewhere.example.com:443')");
    }

    @Test
    void register_statementThatHasExpired_sendsNothing() {
        String claims = Base64.getUrlEncoder().encodeToString("{\"exp\":1}".getBytes(StandardCharsets.US_ASCII));

        RegistrationOutcome.Failed failed = failed(protocol.register(
                server, fake.registrationEndpoint(), Map.of("software_statement", "e30." + claims + ".sig")));

        assertThat(failed.effect()).isEqualTo(Effect.NOT_SENT);
        assertThat(failed.failure()).hasMessageContaining("expired");
        assertThat(fake.calls()).isEmpty();
    }

    @Test
    void register_refused_isARefusalWithTheServersCode() {
        fake.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_redirect_uri");

        RegistrationOutcome.Failed failed = failed(register());

        assertThat(failed.effect()).isEqualTo(Effect.REFUSED);
        assertThat(((DcrRefusedException) failed.failure()).error()).hasValue("invalid_redirect_uri");
    }

    @Test
    void register_answerIsLost_isNotRepeatedAndAClientMayExist() {
        fake.at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.droppedAfterProcessing());

        RegistrationOutcome.Failed failed = failed(register());

        assertThat(failed.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(fake.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(1);
    }

    @Test
    void register_answerCannotBeUsed_hasWhatDeletesTheClient() {
        fake.at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.asUsual().withStatus(202));

        RegistrationOutcome.Failed failed = failed(register());
        ClientInformation created = ClientInformation.of(Objects.requireNonNull(failed.management()));
        protocol.delete(server, created).ensureGone();

        assertThat(failed.effect()).isEqualTo(Effect.UNUSABLE);
        assertThat(fake.clients()).isEmpty();
    }

    private ManagementOutcome.Failed failed(ManagementOutcome outcome) {
        ManagementOutcome.Failed failed = (ManagementOutcome.Failed) outcome;
        assertThatThrownBy(outcome::client).isSameAs(failed.failure());
        assertThat(failed.failure().step()).isEqualTo(Step.MANAGE);
        return failed;
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 405, 500})
    void read_otherwiseAnswered_saysWhatThatMeans(int status) {
        ClientInformation client = register().client();
        fake.at(FakeEndpoint.MANAGEMENT).answerNext(FakeAnswer.status(status));

        ManagementOutcome.Failed failed = failed(protocol.read(server, client));

        assertThat(failed.reason())
                .isEqualTo(
                        switch (status) {
                            case 401 -> ManagementOutcome.Reason.UNKNOWN_CLIENT;
                            case 403 -> ManagementOutcome.Reason.REFUSED;
                            case 405 -> ManagementOutcome.Reason.NOT_OFFERED;
                            default -> ManagementOutcome.Reason.UNKNOWN;
                        });
        assertThat(failed.known()).isSameAs(client);
    }

    @Test
    void read_answerOfAnotherClient_keepsWhatIsKnown() {
        ClientInformation client = register().client();
        fake.at(FakeEndpoint.MANAGEMENT).rewriteAnswers(answer -> answer.put("client_id", "another"));

        ManagementOutcome.Failed failed = failed(protocol.read(server, client));

        assertThat(failed.reason()).isEqualTo(ManagementOutcome.Reason.UNUSABLE);
        assertThat(failed.known().management()).isEqualTo(client.management());
    }

    @Test
    void everyCall_clientWithoutManagement_isNotOffered() {
        fake.at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> {
            answer.remove("registration_client_uri");
            answer.remove("registration_access_token");
        });
        ClientInformation client = register().client();

        assertThat(failed(protocol.read(server, client)).reason()).isEqualTo(ManagementOutcome.Reason.NOT_OFFERED);
        assertThat(failed(protocol.update(server, client, METADATA)).reason())
                .isEqualTo(ManagementOutcome.Reason.NOT_OFFERED);
        assertThat(((DeletionOutcome.Failed) protocol.delete(server, client)).reason())
                .isEqualTo(DeletionOutcome.Reason.NOT_OFFERED);
        assertThat(fake.at(FakeEndpoint.MANAGEMENT).count()).isZero();
    }

    @Test
    void update_withoutMetadata_isRefused() {
        ClientInformation client = register().client();

        assertThatThrownBy(() -> protocol.update(server, client, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(fake.at(FakeEndpoint.MANAGEMENT).count()).isZero();
    }

    @Test
    void delete_notOffered_saysThatTheClientIsStillThere() {
        ClientInformation client = register().client();
        fake.at(FakeEndpoint.MANAGEMENT).answerNext(FakeAnswer.status(405));

        DeletionOutcome outcome = protocol.delete(server, client);

        assertThat(((DeletionOutcome.Failed) outcome).reason()).isEqualTo(DeletionOutcome.Reason.STILL_THERE);
        assertThatThrownBy(outcome::ensureGone).isInstanceOf(DcrException.class);
    }

    @Test
    void delete_ofWhatTheServerDoesNotKnow_provesNothing() {
        ClientInformation client = register().client();
        fake.forgetAll();

        DeletionOutcome outcome = protocol.delete(server, client);

        assertThat(((DeletionOutcome.Failed) outcome).reason()).isEqualTo(DeletionOutcome.Reason.UNKNOWN_CLIENT);
    }

    @Test
    void everyCall_closed_fails() {
        ClientInformation client = register().client();
        int sent = fake.calls().size();
        protocol.close();

        List<Runnable> calls = List.of(
                () -> protocol.metadata(server),
                this::register,
                () -> protocol.read(server, client),
                () -> protocol.update(server, client, METADATA),
                () -> protocol.delete(server, client),
                () -> protocol.http(server));

        assertThat(calls).allSatisfy(call -> assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class));
        assertThat(fake.calls()).hasSize(sent);
    }

    @Test
    void builder_valuesThatCannotBeUsed_areRefused() {
        assertThatThrownBy(() -> DcrProtocol.builder().callTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DcrProtocol.builder().userAgent("line\nbreak"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void client_printed_showsTheCleanedIdAlone() {
        fake.at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> answer.put("client_id", "x ${jndi:y}\" z"));

        ClientInformation client = register().client();

        assertThat(client.toString())
                .doesNotContain("${", "\"")
                .doesNotContain(client.clientSecret().orElseThrow().reveal());
        assertThat(server.toString()).isEqualTo("ProtocolServer[" + fake.issuer() + "]");
    }
}
