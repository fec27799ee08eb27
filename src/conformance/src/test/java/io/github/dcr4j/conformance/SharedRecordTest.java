package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.MetadataDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one request says of a server for itself does not reach another that shares its client. */
class SharedRecordTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void resolve_ownEndpoints_areThisRequestsAlone() {
        DcrRequest own = kit.requestBuilder()
                .server(s -> s.tokenEndpoint("https://proxy.example.com/token")
                        .authorizationEndpoint("https://proxy.example.com/authorize"))
                .build();
        DcrRequest plain = kit.requestBuilder().build();

        DcrCredentials forOwn = kit.resolver().resolve(own);
        DcrCredentials forPlain = kit.resolver().resolve(plain);

        assertThat(own.key()).isEqualTo(plain.key());
        assertThat(forOwn.tokenEndpoint()).hasToString("https://proxy.example.com/token");
        assertThat(forPlain.tokenEndpoint()).isEqualTo(kit.server().tokenEndpoint());
        assertThat(forPlain.authorizationEndpoint()).hasValue(kit.server().authorizationEndpoint());
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_pkceDeclared_isThisRequestsAlone() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(document -> document.remove("code_challenge_methods_supported"));
        DcrRequest declaring =
                kit.requestBuilder().server(s -> s.supportsPkceS256()).build();

        DcrCredentials declared = kit.resolver().resolve(declaring);
        DcrCredentials plain = kit.resolver().resolve(kit.requestBuilder().build());

        assertThat(declared.pkceS256Supported()).isTrue();
        assertThat(plain.pkceS256Supported()).isFalse();
        assertThat(plain.generation()).isEqualTo(declared.generation());
    }

    @Test
    void key_documentSomewhereElse_isAnotherKeyThanTheIssuersOwn() {
        String issuer = kit.server().issuer();
        DcrRequest byIssuer = kit.requestBuilder().build();

        DcrRequest ownDocument = DcrRequest.builder("https://app.example.com")
                .discoveryUrl(kit.server().metadataUrl(MetadataDocument.OAUTH).toString())
                .server(s -> s.expectedIssuer(issuer))
                .build();
        DcrRequest elsewhere = DcrRequest.builder("https://app.example.com")
                .discoveryUrl("https://other.example.com/metadata")
                .server(s -> s.expectedIssuer(issuer))
                .build();

        assertThat(ownDocument.key()).isEqualTo(byIssuer.key());
        assertThat(elsewhere.key()).isNotEqualTo(byIssuer.key());
        assertThat(elsewhere.key().profile()).contains("document=https://other.example.com/metadata");
    }
}
