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

/** Whose document is at a discovery URL. Nothing is dialled here: an interceptor answers in place of the server. */
class DiscoveredIssuerTest {
    private static final String ISSUER = "https://as.example.com";

    private String issuer = ISSUER;

    private Endpoints find(DcrRequestBuilder request) {
        OkHttpClient answering = new OkHttpClient.Builder()
                .addInterceptor(chain -> new Response.Builder()
                        .request(chain.request())
                        .protocol(Protocol.HTTP_1_1)
                        .code(200)
                        .message("OK")
                        .addHeader("Content-Type", "application/json")
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
                + ISSUER + "/token\",\"authorization_endpoint\":\"" + ISSUER + "/auth\"}";
    }

    private static DcrRequestBuilder request(String discoveryUrl) {
        return DcrRequest.builder("https://gateway.example.com").discoveryUrl(discoveryUrl);
    }

    private DcrException refused(DcrRequestBuilder request) {
        DcrException failure = catchThrowableOfType(DcrException.class, () -> find(request));
        assertThat(failure).isNotNull();
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        return failure;
    }

    @Test
    void find_issuerWithATerminatingSlashAtItsOpenIdAddress_isTheIssuer() {
        issuer = ISSUER + "/oidc/";

        Endpoints found = find(request(ISSUER + "/oidc/.well-known/openid-configuration"));

        assertThat(found.issuer()).isEqualTo(ISSUER + "/oidc/");
        assertThat(found.deviations()).isEmpty();
    }

    @Test
    void find_issuerWithoutASlashAtItsOpenIdAddress_isTheIssuer() {
        issuer = ISSUER + "/oidc";

        Endpoints found = find(request(ISSUER + "/oidc/.well-known/openid-configuration"));

        assertThat(found.issuer()).isEqualTo(ISSUER + "/oidc");
    }

    @Test
    void find_issuerWithATerminatingSlashThatTheOperatorNamed_isTheIssuer() {
        issuer = ISSUER + "/oidc/";

        Endpoints found = find(request(ISSUER + "/oidc/.well-known/openid-configuration")
                .server(s -> s.expectedIssuer(ISSUER + "/oidc/")));

        assertThat(found.issuer()).isEqualTo(ISSUER + "/oidc/");
    }

    @Test
    void find_issuerWithAnotherPath_isRefusedWithAdviceThatWorks() {
        issuer = ISSUER + "/oidc/other/";
        DcrRequestBuilder asked = request(ISSUER + "/oidc/.well-known/openid-configuration");

        DcrException failure = refused(asked);
        Endpoints advised = find(asked.server(s -> s.expectedIssuer(issuer)));

        assertThat(failure).hasMessageContaining("expectedIssuer");
        assertThat(advised.issuer()).isEqualTo(issuer);
    }

    @Test
    void find_slashThatTheOperatorsIssuerHasNot_isRefused() {
        issuer = ISSUER + "/oidc/";

        DcrException failure = refused(request(ISSUER + "/oidc/.well-known/openid-configuration")
                .server(s -> s.expectedIssuer(ISSUER + "/other")));

        assertThat(failure).hasMessageContaining("character for character");
    }
}
