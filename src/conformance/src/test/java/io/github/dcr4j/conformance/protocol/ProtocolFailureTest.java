package io.github.dcr4j.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.protocol.ClientInformation;
import io.github.dcr4j.protocol.DcrProtocol;
import io.github.dcr4j.protocol.ProtocolServer;
import io.github.dcr4j.protocol.RegistrationOutcome;
import io.github.dcr4j.protocol.RegistrationOutcome.Effect;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be sent, and what a server must not make the protocol do. */
class ProtocolFailureTest extends ProtocolFixture {
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
