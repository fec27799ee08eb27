package io.github.dcr4j.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.InsecureHttp;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.upstream.UpstreamConfigException;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server in a container, {@code http://keycloak:8080} on a private network, is used because the operator opened
 * {@code http} to it, and nothing else is open by that. Its name leads to a private address, and whatever is dialled
 * ends at the fake server.
 */
class InsecureHttpTest {
    private static final String ORIGIN = "http://keycloak:8080";
    private static final Secret TOKEN = Secret.of("canary-initial-access-token");

    private final DcrTestKit kit = DcrTestKit.start();
    private final List<String> dialled = new CopyOnWriteArrayList<>();
    private final DcrResolver resolver = kit.newResolver(settings -> settings.httpClient(new OkHttpClient.Builder()
            .dns(host -> List.of(addressOf(host)))
            .socketFactory(new ToTheFake())
            .build()));

    @AfterEach
    void close() {
        kit.close();
    }

    private static InetAddress addressOf(String host) throws UnknownHostException {
        byte[] address = host.equals("keycloak") ? new byte[] {10, 0, 0, 5} : new byte[] {8, 8, 8, 8};
        return InetAddress.getByAddress(host, address);
    }

    /** Makes sockets that connect to the fake server, wherever they are told to. */
    private final class ToTheFake extends SocketFactory {
        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress endpoint, int timeout) throws IOException {
                    InetSocketAddress asked = (InetSocketAddress) endpoint;
                    dialled.add(asked.getHostString() + ":" + asked.getPort());
                    int port = kit.server().registrationEndpoint().getPort();
                    super.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    /** Lets the fake server say what one at {@link #ORIGIN} would. */
    private void metadata(Consumer<Map<String, @Nullable Object>> change) {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(members -> {
            members.replaceAll((name, value) -> atOrigin(value));
            change.accept(members);
        });
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .rewriteAnswers(members -> members.replaceAll((name, value) -> atOrigin(value)));
    }

    private @Nullable Object atOrigin(@Nullable Object value) {
        return value instanceof String text && text.startsWith(kit.server().issuer())
                ? ORIGIN + text.substring(kit.server().issuer().length())
                : value;
    }

    private static DcrRequestBuilder request() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(ORIGIN)
                .network(n -> n.allowPrivateAddresses("keycloak"));
    }

    private DcrException failureOf(DcrRequestBuilder request) {
        return Objects.requireNonNull(
                catchThrowableOfType(DcrException.class, () -> resolver.resolve(request.build())));
    }

    private int registrations() {
        return kit.server().at(FakeEndpoint.REGISTRATION).count();
    }

    @Test
    void resolve_opened_registersThereAndManagesTheClient() {
        metadata(members -> {});
        DcrRequest request = request()
                .network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080")))
                .build();

        DcrCredentials client = resolver.resolve(request);
        resolver.operations().deregister(request);

        assertThat(client.issuer()).hasValue(ORIGIN);
        assertThat(client.tokenEndpoint()).hasToString(ORIGIN + "/token");
        assertThat(dialled).isNotEmpty().containsOnly("keycloak:8080");
        assertThat(kit.server().clients()).isEmpty();
    }

    /** One warning a start of a resolver, however many clients are asked for. */
    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void resolve_opened_warnsOnceAStart() {
        metadata(members -> {});
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        try {
            for (String variant : List.of("one", "other", "one")) {
                resolver.resolve(request()
                        .variant(variant)
                        .network(n -> n.insecureHttp(InsecureHttp.to("Keycloak:8080")))
                        .build());
            }
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(UTF_8).lines().filter(line -> line.contains("http is open to keycloak:8080")))
                .singleElement()
                .asString()
                .contains("WARN", "for development alone");
    }

    @Test
    void resolve_privateAddressNotAllowed_isNotDialled() {
        metadata(members -> {});

        DcrException failure = failureOf(DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(ORIGIN)
                .network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080"))));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(dialled).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://keycloak:8081/register",
                "http://other:8080/register",
                "http://keycloak.example.com:8080/register",
                "http://127.0.0.1:8080/register",
                "http://localhost/register"
            })
    void resolve_metadataNamesHttpElsewhere_isRefused(String endpoint) {
        metadata(members -> members.put("registration_endpoint", endpoint));

        DcrException failure = failureOf(request().network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080"))));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContainingAll("registration_endpoint", "https is required");
        assertThat(registrations()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"token_endpoint", "authorization_endpoint"})
    void resolve_metadataNamesAnotherHttpEndpointElsewhere_isRefused(String member) {
        metadata(members -> members.put(member, "http://other:8080/x"));

        assertThat(failureOf(request().network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080")))))
                .hasMessageContainingAll(member, "https is required");
        assertThat(registrations()).isZero();
    }

    @Test
    void resolve_metadataSpellsTheOpenedHostInCapitals_isTheSame() {
        metadata(members -> members.put("registration_endpoint", "http://KEYCLOAK:8080/register"));

        resolver.resolve(request()
                .network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080")))
                .build());

        assertThat(registrations()).isOne();
    }

    static List<RegistrationAuthorization> authorizations() {
        return List.of(
                RegistrationAuthorization.bearer(() -> TOKEN),
                RegistrationAuthorization.scheme("SSWS", () -> TOKEN),
                RegistrationAuthorization.by(outgoing -> Map.of("X-Key", TOKEN)));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void resolve_authorizedWithoutTheSecondOption_sendsNothing(int kind) {
        metadata(members -> {});
        DcrRequestBuilder request = request()
                .registrationAuthorization(authorizations().get(kind))
                .network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080")));

        DcrException failure = failureOf(request);

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure)
                .hasMessageContainingAll(
                        ORIGIN + "/register is http", authorizations().get(kind).name(), "withInitialAccessToken")
                .hasMessageNotContaining("canary");
        assertThat(registrations()).isZero();
        assertThat(resolver.explain(request.build()).problem()).hasMessage(failure.getMessage());
    }

    @Test
    void resolve_authorizedWithTheSecondOption_sendsTheToken() {
        metadata(members -> {});

        resolver.resolve(request()
                .initialAccessToken(() -> TOKEN)
                .network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080").withInitialAccessToken()))
                .build());

        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls())
                .extracting(
                        RecordedCall::method,
                        call -> call.header("Authorization").orElse(""))
                .containsExactly(tuple("POST", "Bearer " + TOKEN.reveal()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"keycloak:8080\"", "{\"to\": \"keycloak:8080\", \"withInitialAccessToken\": false}"})
    void resolveAll_openedInTheFile_isUsed(String opened) {
        metadata(members -> {});

        try (Upstreams upstreams = Upstreams.builder(UpstreamsJson.parse(config(opened)))
                .clock(kit.clock())
                .resolver(settings -> settings.httpClient(new OkHttpClient.Builder()
                        .dns(host -> List.of(addressOf(host)))
                        .socketFactory(new ToTheFake())
                        .build()))
                .open()) {
            assertThat(upstreams.resolveAll()).hasOnlyElementsOfType(UpstreamResult.Ready.class);
        }
        assertThat(registrations()).isOne();
    }

    private static String config(String opened) {
        return """
                {"consumer": "https://gateway.example.com", "store": "memory:",
                 "upstreams": [{"name": "a", "dcr": {"upstreamIssuer": "%s", "allowPrivateAddresses": ["keycloak"],
                                                     "insecureHttp": %s}}]}""".formatted(ORIGIN, opened);
    }

    @Test
    void parse_openedElsewhere_isRefusedWithTheAddress() {
        UpstreamConfigException failure = catchThrowableOfType(
                UpstreamConfigException.class, () -> UpstreamsJson.parse(config("\"keycloak:8081\"")));

        assertThat(failure).hasMessageContainingAll("upstreams[0]", "upstreamIssuer 'http://keycloak:8080'", "https");
    }
}
