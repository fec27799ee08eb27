package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.HttpFailure.Kind;
import io.github.dcr4j.registration.DeleteResult;
import io.github.dcr4j.registration.ManagementClient;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be dialled is not: the sockets here count who asks for one, and none is ever connected. */
class AddressGuardTest {
    private static final InetAddress PUBLIC = address("1.1.1.1");

    private final Map<String, Deque<List<InetAddress>>> names = new ConcurrentHashMap<>();
    private final UnconnectedSockets sockets = new UnconnectedSockets();
    private final OkHttpClient base = new OkHttpClient.Builder()
            .dns(this::lookUp)
            .socketFactory(sockets)
            .retryOnConnectionFailure(false)
            .build();
    private final GuardedHttp http = new GuardedHttp(base, "dcr4j-test");
    private final EndpointUrl issuer = EndpointUrl.ofOperator("upstreamIssuer", "https://idp.example.com/tenant");

    @AfterEach
    void close() {
        http.close();
    }

    /** Takes the next answer for the name; the last one stays. */
    private List<InetAddress> lookUp(String name) throws UnknownHostException {
        Deque<List<InetAddress>> answers = names.get(name);
        if (answers == null) {
            throw new UnknownHostException(name);
        }
        return answers.size() > 1 ? answers.remove() : answers.element();
    }

    private void name(String name, List<InetAddress> answer) {
        names.computeIfAbsent(name, n -> new ArrayDeque<>()).add(answer);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private HttpFailure failure(EndpointUrl url) {
        HttpCall call =
                new HttpCall("POST", url, null, OneShotBody.json(new byte[] {'{', '}'}), 1024, Duration.ofSeconds(10));
        return catchThrowableOfType(HttpFailure.class, () -> http.send(call));
    }

    private void checkRefused(EndpointUrl url) {
        HttpFailure failure = failure(url);
        assertThat(failure.kind()).isEqualTo(Kind.BAD_ADDRESS);
        assertThat(failure.begun()).isFalse();
        assertThat(failure.retryable()).isFalse();
        assertThat(sockets.asked()).isZero();
    }

    /** Returns the address as a document of the issuer names it, or {@code null} if it is refused as it stands. */
    private @Nullable EndpointUrl named(String url) {
        try {
            return EndpointUrl.ofServer("registration_endpoint", url, issuer);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("registration_endpoint");
            return null;
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "refused-urls.tsv", delimiter = '\t')
    void send_toWhatADocumentMustNotName_dialsNothing(String whereFrom, String url) {
        name("localhost", List.of(address("127.0.0.1"), address("::1")));
        EndpointUrl endpoint = named(url.replace("<TAB>", "\t"));

        if (endpoint != null) {
            checkRefused(endpoint);
        }
        assertThat(sockets.asked()).as(whereFrom).isZero();
    }

    @Test
    void refusal_ofAHostThatTheHttpClientReadsAsAnother_isSaid() {
        assertThat(GuardedHttp.refusal(EndpointUrl.ofOperator("upstreamIssuer", "https://xn---a/")))
                .isEqualTo("its address cannot be used");
        assertThat(GuardedHttp.refusal(issuer)).isNull();
        checkRefused(EndpointUrl.ofOperator("upstreamIssuer", "https://xn---a/"));
    }

    @Test
    void send_toAPublicAddress_asksForASocket() {
        name("idp.example.com", List.of(PUBLIC));

        assertThat(failure(issuer).kind()).isEqualTo(Kind.NOT_CONNECTED);
        assertThat(sockets.asked()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254", "64:ff9b::a9fe:a9fe"})
    void send_toANameOfARefusedAddress_dialsNothing(String literal) {
        name("idp.example.com", List.of(address(literal)));

        checkRefused(issuer);
        assertThat(failure(issuer)).hasMessageContaining(address(literal).getHostAddress());
    }

    @Test
    void send_toANameWithOneGoodAndOneBadAnswer_dialsNeither() {
        name("idp.example.com", List.of(PUBLIC, address("10.0.0.1")));

        checkRefused(issuer);
    }

    @Test
    void send_toANameThatIsBadTheSecondTime_isRefusedThen() {
        name("idp.example.com", List.of(PUBLIC));
        name("idp.example.com", List.of(address("127.0.0.1")));

        assertThat(failure(issuer).kind()).isEqualTo(Kind.NOT_CONNECTED);
        int first = sockets.asked();
        assertThat(failure(issuer).kind()).isEqualTo(Kind.BAD_ADDRESS);
        assertThat(sockets.asked()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.5/c1",
                "https://169.254.169.254/c1",
                "https://127.0.0.1:9/c1",
                "https://inside.example.com/c1"
            })
    void delete_atAManagementAddressInside_dialsNothing(String uri) {
        name("inside.example.com", List.of(address("192.168.1.1")));
        DcrManagement management = new DcrManagement("c1", URI.create(uri), Secret.of("registration-access-token"));

        DeleteResult result =
                new ManagementClient(http).delete(management, null, issuer.egress(), Duration.ofSeconds(10));

        assertThat(result)
                .isInstanceOfSatisfying(
                        DeleteResult.Failed.class,
                        failed -> assertThat(failed.failure()).hasMessageContaining("its address"));
        assertThat(sockets.asked()).isZero();
    }

    @Test
    void send_toAMappedAddressGivenAsBytes_dialsNothing() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        name("idp.example.com", List.of(Inet6Address.getByAddress(null, mapped, 0)));

        checkRefused(issuer);
    }

    @Test
    void policy_ofTheOperatorsOwnLoopbackUrl_isLoopbackForThatAuthorityAlone() {
        EndpointUrl own = EndpointUrl.ofOperator("upstreamIssuer", "http://LOCALHOST:8080/realm");

        assertThat(own.policy()).isEqualTo(AddressPolicy.LOOPBACK);
        assertThat(EndpointUrl.ofServer("registration_endpoint", "http://localhost:8080/register", own)
                        .policy())
                .isEqualTo(AddressPolicy.LOOPBACK);
        assertThat(EndpointUrl.ofServer("registration_endpoint", "http://localhost:8081/register", own)
                        .policy())
                .isEqualTo(AddressPolicy.PUBLIC);
        assertThat(EndpointUrl.ofServer("registration_endpoint", "http://127.0.0.1:8080/register", own)
                        .policy())
                .isEqualTo(AddressPolicy.PUBLIC);
    }

    @Test
    void send_toLocalhostThatIsElsewhere_dialsNothing() {
        name("localhost", List.of(PUBLIC));

        checkRefused(EndpointUrl.ofOperator("upstreamIssuer", "https://localhost:8443"));
    }

    @Test
    void policy_wherePrivateNetworksAreOpened_isNotLoopbackForWhatADocumentNames() {
        Egress opened = new Egress(Set.of("idp.example.com:443"), true, Set.of());
        EndpointUrl endpoint =
                EndpointUrl.ofServer("registration_endpoint", "https://10.0.0.5/register", issuer.reaching(opened));

        assertThat(endpoint.policy()).isEqualTo(AddressPolicy.PRIVATE);
        assertThat(endpoint.policy().refusal(address("10.0.0.5"))).isNull();
        checkRefused(EndpointUrl.ofServer("registration_endpoint", "https://127.0.0.1/", issuer.reaching(opened)));
        checkRefused(EndpointUrl.ofServer("registration_endpoint", "https://169.254.1.1/", issuer.reaching(opened)));
        checkRefused(
                EndpointUrl.ofServer("registration_endpoint", "https://[fd00:ec2::254]/", issuer.reaching(opened)));
    }

    @Test
    void policy_wherePrivateNetworksAreOpenedForOneHost_isPublicForEveryOther() {
        Egress opened = new Egress(Set.of("idp.example.com:443"), false, Set.of("inside.example.com", "10.0.0.5"));

        assertThat(policy("https://inside.example.com/register", opened)).isEqualTo(AddressPolicy.PRIVATE);
        assertThat(policy("https://INSIDE.example.com:8443/register", opened)).isEqualTo(AddressPolicy.PRIVATE);
        assertThat(policy("https://10.0.0.5/register", opened)).isEqualTo(AddressPolicy.PRIVATE);
        assertThat(policy("https://10.0.0.6/register", opened)).isEqualTo(AddressPolicy.PUBLIC);
        assertThat(policy("https://idp.example.com/register", opened)).isEqualTo(AddressPolicy.PUBLIC);
        checkRefused(EndpointUrl.ofServer("registration_endpoint", "https://10.0.0.6/", issuer.reaching(opened)));
    }

    private AddressPolicy policy(String url, Egress egress) {
        return EndpointUrl.ofServer("registration_endpoint", url, issuer.reaching(egress))
                .policy();
    }

    @Test
    void connect_ofASocketThatIsToldAnotherAddress_isRefused() throws Exception {
        OkHttpClient guarded = AddressGuard.on(new OkHttpClient(), AddressPolicy.PUBLIC, new ReceivedBytes())
                .build();

        try (Socket socket = guarded.socketFactory().createSocket()) {
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress(address("127.0.0.1"), 9)))
                    .isInstanceOf(RefusedAddressException.class);
            assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("nowhere", 9), 1_000))
                    .isInstanceOf(RefusedAddressException.class);
            assertThat(socket.isConnected()).isFalse();
        }
    }

    @Test
    void on_aClientWithAProxyOfItsOwn_leavesTheRulesToTheProxy() {
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address("127.0.0.1"), 3128));
        OkHttpClient proxied = new OkHttpClient.Builder().proxy(proxy).build();

        OkHttpClient derived = AddressGuard.on(proxied, AddressPolicy.PUBLIC, new ReceivedBytes())
                .build();

        assertThat(derived.proxy()).isEqualTo(proxy);
        assertThat(derived.dns()).isSameAs(proxied.dns());
    }

    @Test
    void on_aClientWithoutOne_takesNoneFromTheSystem() {
        OkHttpClient derived = AddressGuard.on(new OkHttpClient(), AddressPolicy.PUBLIC, new ReceivedBytes())
                .build();

        assertThat(derived.proxy()).isEqualTo(Proxy.NO_PROXY);
    }
}
