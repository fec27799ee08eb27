package io.github.dcr4j.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.server.InsecureHttp;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server in a container, {@code http://keycloak:8080} on a private network, is used because the operator opened
 * {@code http} to it, and nothing else is open by that. Its name leads to a private address, and whatever is dialled
 * ends at the fake server.
 */
class InsecureHttpTest extends InsecureHttpFixture {
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
                        .optionNames(option -> Optional.of("--" + option))
                        .build());
            }
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(UTF_8).lines().filter(line -> line.contains("http is open to keycloak:8080")))
                .singleElement()
                .asString()
                .contains("WARN", "(--insecureHttp)", "for development alone");
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
}
