package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.metadata.MetadataClient;
import io.github.dcr4j.register.EndpointLookup;
import io.github.dcr4j.request.Endpoints;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a document may have the caller dial. Nothing is dialled here: an interceptor answers in place of the server. */
class ForeignEndpointsTest {
    private static final String ISSUER = "https://as.example.com";

    private String issuer = ISSUER;
    private String token = ISSUER + "/token";
    private String authorization = ISSUER + "/auth";

    private Endpoints find(DcrRequestBuilder request) {
        OkHttpClient answering = new OkHttpClient.Builder()
                .addInterceptor(chain -> new Response.Builder()
                        .request(chain.request())
                        .protocol(Protocol.HTTP_1_1)
                        .code(200)
                        .message("OK")
                        .body(ResponseBody.create(document(), MediaType.get("application/json")))
                        .build())
                .build();
        TestClock clock = TestClock.standing();
        try (GuardedHttp http = new GuardedHttp(answering, "dcr4j-test")) {
            EndpointLookup lookup = new EndpointLookup(new MetadataClient(http, Duration.ofSeconds(10)), clock);
            return lookup.find(Samples.spec(request), Deadline.after(clock, Duration.ofSeconds(10)));
        }
    }

    private String document() {
        return "{\"issuer\":\"" + issuer + "\",\"registration_endpoint\":\"" + issuer + "/reg\",\"token_endpoint\":\""
                + token + "\",\"authorization_endpoint\":\"" + authorization + "\"}";
    }

    private DcrRequestBuilder request() {
        return DcrRequest.builder("https://gateway.example.com").upstreamIssuer(issuer);
    }

    private DcrException refused(DcrRequestBuilder request) {
        DcrException failure = catchThrowableOfType(DcrException.class, () -> find(request));
        assertThat(failure).isNotNull();
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        return failure;
    }

    @ParameterizedTest
    @CsvSource({
        "https://169.254.169.254/token, 169.254.169.254 is a cloud's metadata service",
        "https://[fd00:c1::a9fe:a9fe]/token, is a cloud's metadata service",
        "https://10.0.0.5/x, 10.0.0.5 is private",
        "https://[::ffff:10.0.0.5]/x, its address cannot be used",
        "https://127.0.0.1:6443/x, network(n -> n.trustAuthority('127.0.0.1:6443'))",
        "https://localhost/x, network(n -> n.trustAuthority('localhost:443'))",
        "https://0.0.0.0/x, unspecified"
    })
    void find_documentNamesALiteralAddressAsEndpoint_isRefused(String endpoint, String why) {
        token = endpoint;
        DcrException ofToken = refused(request());
        token = ISSUER + "/token";
        authorization = endpoint;
        DcrException ofAuthorization = refused(request());

        assertThat(ofToken).hasMessageContaining("token_endpoint").hasMessageContaining(why);
        assertThat(ofAuthorization)
                .hasMessageContaining("authorization_endpoint")
                .hasMessageContaining(why);
    }

    @Test
    void find_privateAddressOpenedForAllHosts_isHandedOn() {
        token = "https://10.0.0.5/x";

        Endpoints found = find(request().network(n -> n.allowPrivateAddresses()));

        assertThat(found.tokenEndpoint().text()).isEqualTo("https://10.0.0.5/x");
    }

    @Test
    void find_metadataServiceWherePrivateAddressesAreOpen_isRefused() {
        token = "https://[fd00:42::42]/x";

        assertThat(refused(request().network(n -> n.allowPrivateAddresses()))).hasMessageContaining("metadata service");
    }

    @Test
    void find_loopbackAuthorityThatTheOperatorVouchesFor_isHandedOn() {
        token = "https://127.0.0.1:6443/x";

        Endpoints found = find(request().network(n -> n.trustAuthority("127.0.0.1:6443")));

        assertThat(found.tokenEndpoint().text()).isEqualTo("https://127.0.0.1:6443/x");
    }

    @Test
    void find_loopbackEndpointOfAnIssuerOnLoopback_isHandedOn() {
        issuer = "http://localhost:9000";
        token = "http://127.0.0.1:9001/token";

        Endpoints found = find(request());

        assertThat(found.tokenEndpoint().text()).isEqualTo("http://127.0.0.1:9001/token");
    }

    @Test
    void find_operatorsOwnEndpointsBesideARefusedOne_areUsed() {
        token = "https://10.0.0.5/x";

        Endpoints found = find(request().server(s -> s.tokenEndpoint("https://login.example.com/token")));

        assertThat(found.tokenEndpoint().text()).isEqualTo("https://login.example.com/token");
    }
}
