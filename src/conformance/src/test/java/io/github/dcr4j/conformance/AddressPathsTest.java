package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever way an address comes in, the library goes only where the operator let it. */
class AddressPathsTest {
    private final DcrTestKit kit = DcrTestKit.start();
    private final LoopbackSockets sockets = new LoopbackSockets();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final DcrResolver resolver = DcrResolver.builder(kit.store())
            .clock(kit.clock())
            .httpClient(new OkHttpClient.Builder()
                    .dns(this::lookUp)
                    .socketFactory(sockets)
                    .build())
            .build();

    @AfterEach
    void close() {
        resolver.close();
        kit.close();
    }

    private List<InetAddress> lookUp(String name) throws UnknownHostException {
        String address = names.get(name);
        if (address == null) {
            throw new UnknownHostException(name);
        }
        return List.of(InetAddress.getByName(address));
    }

    private static DcrRequestBuilder app() {
        return DcrRequest.builder("https://app.example.com").scopes("openid");
    }

    private DcrException failure(DcrRequest request) {
        return catchThrowableOfType(DcrException.class, () -> resolver.resolve(request));
    }

    private void metadataNames(String registrationEndpoint) {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(metadata -> metadata.put("registration_endpoint", registrationEndpoint));
    }

    static Stream<Arguments> privateUrlsOfTheOperator() {
        return Stream.of(
                arguments(app().upstreamIssuer("https://10.0.0.5/tenant")),
                arguments(app().upstreamIssuer("https://[fd12::5]")),
                arguments(app().upstreamIssuer("https://idp.internal")),
                arguments(app().discoveryUrl("https://192.168.7.7/.well-known/openid-configuration")),
                arguments(app().registrationEndpoint("https://172.16.0.9/register")
                        .server(s -> s.authorizationEndpoint("https://idp.example.com/authorize")
                                .tokenEndpoint("https://idp.example.com/token"))));
    }

    @ParameterizedTest
    @MethodSource("privateUrlsOfTheOperator")
    void resolve_operatorsUrlInAPrivateNetwork_isNotDialledUnlessOpened(DcrRequestBuilder request) {
        names.put("idp.internal", "10.7.7.7");

        DcrException failure = failure(request.build());

        assertThat(failure).hasMessageContaining("is private").hasMessageContaining("allowPrivateAddresses");
        assertThat(failure.retryable()).isFalse();
        assertThat(sockets.elsewhere()).isEmpty();

        failure(request.variant("opened")
                .network(n -> n.allowPrivateAddresses())
                .build());
        assertThat(sockets.elsewhere()).isNotEmpty().allMatch(address -> !address.isLoopbackAddress());
    }

    @Test
    void resolve_privateNetworkOpenedForOneHost_dialsThatHostOnly() {
        names.put("idp.internal", "10.7.7.7");
        names.put("other.internal", "10.7.7.8");

        DcrException other = failure(app().upstreamIssuer("https://other.internal")
                .network(n -> n.allowPrivateAddresses("idp.internal"))
                .build());
        assertThat(other).hasMessageContaining("is private");
        assertThat(sockets.elsewhere()).isEmpty();

        failure(app().upstreamIssuer("https://idp.internal")
                .network(n -> n.allowPrivateAddresses("idp.internal"))
                .build());
        assertThat(sockets.elsewhere())
                .isNotEmpty()
                .allMatch(address -> address.getHostAddress().equals("10.7.7.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/register",
                "https://[fd00:ec2::254]/register",
                "https://[::ffff:169.254.169.254]/register",
                "https://10.0.0.5/register",
                "https://127.0.0.1:9/register",
                "https://localhost:9/register",
                "https://inside.example.com/register"
            })
    void resolve_metadataNamesAnEndpointInside_postsNothing(String endpoint) {
        names.put("localhost", "127.0.0.1");
        names.put("inside.example.com", "192.168.1.1");
        metadataNames(endpoint);

        DcrException failure =
                failure(app().upstreamIssuer(kit.server().issuer()).build());

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure).hasMessageContaining("its address").hasMessageContaining("nothing was sent");
        assertThat(sockets.elsewhere()).isEmpty();
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
        assertThat(kit.store()
                        .find(app().upstreamIssuer(kit.server().issuer())
                                .build()
                                .key()))
                .isNull();
    }

    @Test
    void resolve_metadataRedirectsInside_isNotFollowed() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .answerAlways(FakeAnswer.status(302).withHeader("Location", "https://169.254.169.254/latest"));

        DcrException failure =
                failure(app().upstreamIssuer(kit.server().issuer()).build());

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(sockets.elsewhere()).isEmpty();
    }

    @Test
    void resolve_registrationRedirectsInside_isNotFollowed() {
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.status(307).withHeader("Location", "https://169.254.169.254/register"));

        DcrException failure =
                failure(app().upstreamIssuer(kit.server().issuer()).build());

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(sockets.elsewhere()).isEmpty();
    }

    @Test
    void resolve_endpointOnAnotherLoopbackServer_isUsedOnlyIfTheOperatorVouchesForIt() {
        try (FakeAuthorizationServer other =
                FakeAuthorizationServer.builder().clock(kit.clock()).start()) {
            metadataNames(other.registrationEndpoint().toString());
            DcrRequestBuilder request = app().upstreamIssuer(kit.server().issuer());

            DcrException failure = failure(request.build());
            int before = other.at(FakeEndpoint.REGISTRATION).count();
            DcrCredentials client = resolver.resolve(request.variant("trusted")
                    .network(n -> n.trustAuthority(other.registrationEndpoint().getAuthority()))
                    .build());

            assertThat(failure).hasMessageContaining("loopback");
            assertThat(before).isZero();
            assertThat(other.client(client.clientId())).isPresent();
        }
    }

    @Test
    void resolve_endpointOnAnotherHostAndAnInitialAccessToken_isNotAskedForTheToken() {
        names.put("api.example.com", "1.1.1.1");
        metadataNames("https://api.example.com/register");
        AtomicInteger asked = new AtomicInteger();
        DcrRequestBuilder request = app().upstreamIssuer(kit.server().issuer()).initialAccessToken(() -> {
            asked.incrementAndGet();
            return Secret.of("initial-token");
        });

        DcrException failure = failure(request.build());

        assertThat(failure)
                .hasMessageContaining("https://api.example.com/register")
                .hasMessageContaining("network(n -> n.trustAuthority('api.example.com:443'))");
        assertThat(asked).hasValue(0);
        assertThat(sockets.elsewhere()).isEmpty();

        failure(request.variant("trusted")
                .network(n -> n.trustAuthority("api.example.com"))
                .build());
        assertThat(asked).hasPositiveValue();
        assertThat(sockets.elsewhere()).isNotEmpty();
    }

    @Test
    void resolve_endpointOnAnotherHostWithoutAToken_isUsed() {
        names.put("api.example.com", "1.1.1.1");
        metadataNames("https://api.example.com/register");

        DcrException failure =
                failure(app().upstreamIssuer(kit.server().issuer()).build());

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(sockets.elsewhere()).isNotEmpty();
    }
}
