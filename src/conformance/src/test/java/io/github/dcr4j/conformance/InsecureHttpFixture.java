package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.IOException;
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

/** A server that is reached as http://keycloak:8080. */
abstract class InsecureHttpFixture {
    static final String ORIGIN = "http://keycloak:8080";

    final DcrTestKit kit = DcrTestKit.start();
    final List<String> dialled = new CopyOnWriteArrayList<>();
    final DcrResolver resolver = kit.newResolver(settings -> settings.httpClient(new OkHttpClient.Builder()
            .dns(host -> List.of(addressOf(host)))
            .socketFactory(new ToTheFake())
            .build()));

    @AfterEach
    void close() {
        kit.close();
    }

    static InetAddress addressOf(String host) throws UnknownHostException {
        byte[] address = host.equals("keycloak") ? new byte[] {10, 0, 0, 5} : new byte[] {8, 8, 8, 8};
        return InetAddress.getByAddress(host, address);
    }

    /** Makes sockets that connect to the fake server, wherever they are told to. */
    final class ToTheFake extends SocketFactory {
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
    void metadata(Consumer<Map<String, @Nullable Object>> change) {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(members -> {
            members.replaceAll((name, value) -> atOrigin(value));
            change.accept(members);
        });
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .rewriteAnswers(members -> members.replaceAll((name, value) -> atOrigin(value)));
    }

    @Nullable
    Object atOrigin(@Nullable Object value) {
        return value instanceof String text && text.startsWith(kit.server().issuer())
                ? ORIGIN + text.substring(kit.server().issuer().length())
                : value;
    }

    static DcrRequestBuilder request() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(ORIGIN)
                .network(n -> n.allowPrivateAddresses("keycloak"));
    }

    DcrException failureOf(DcrRequestBuilder request) {
        return Objects.requireNonNull(
                catchThrowableOfType(DcrException.class, () -> resolver.resolve(request.build())));
    }

    int registrations() {
        return kit.server().at(FakeEndpoint.REGISTRATION).count();
    }
}
