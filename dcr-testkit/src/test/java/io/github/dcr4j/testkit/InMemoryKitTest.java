package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.resolver.DcrRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Unit tests that need no HTTP have the whole resolver all the same. */
class InMemoryKitTest {
    @RegisterExtension
    final DcrTestKitExtension kits = DcrTestKitExtension.with(DcrTestKit::inMemory);

    @Test
    void resolve_serverForgot_oneReportReplacesTheClient(DcrTestKit kit) {
        DcrCredentials first = kit.resolver().resolve(kit.request("openid"));
        kit.server().forgetAll();
        kit.clock().advance(Duration.ofMinutes(30));

        DcrCredentials second = kit.resolver().reportRejected(kit.request("openid"), first);

        assertThat(second.clientId()).isNotEqualTo(first.clientId());
    }

    @Test
    void resolve_firstAndAgainAndExpired_isAsOverHttp(DcrTestKit kit) {
        DcrCredentials first = kit.resolver().resolve(kit.request("openid"));
        DcrCredentials again = kit.resolver().resolve(kit.request("openid"));
        kit.clock().advance(Duration.ofHours(2));

        DcrCredentials second = kit.resolver().resolve(kit.request("openid"));

        assertThat(again).isEqualTo(first);
        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(first.issuer()).hasValue("https://idp.example.com");
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls().get(0).headers())
                .containsKey("content-type");
    }

    @Test
    void resolve_serverIsScripted_failsAsOverHttp(DcrTestKit kit) {
        kit.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.status(500), FakeAnswer.refusal("no", "why"));

        assertThatThrownBy(() -> kit.resolver().resolve(kit.request("openid")))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("https://idp.example.com/register")
                .hasMessageContaining("500");
        assertThat(kit.events().of(DcrEvent.OrphanSuspected.class)).hasSize(1);
        kit.clock().advance(Duration.ofSeconds(5));
        assertThatThrownBy(() -> kit.resolver().resolve(kit.request("openid"))).isInstanceOf(DcrRefusedException.class);
    }

    @Test
    void resolve_connectionIsDropped_nothingIsRegistered(DcrTestKit kit) {
        kit.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.droppedBeforeProcessing());

        assertThatThrownBy(() -> kit.resolver().resolve(kit.request("openid")))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("https://idp.example.com/register");
        kit.clock().advance(Duration.ofSeconds(5));

        assertThat(kit.resolver().resolve(kit.request("openid"))).isNotNull();
    }

    @Test
    void resolve_anotherServer_isUnknownAndNothingIsDialled(DcrTestKit kit) {
        DcrRequest elsewhere = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer("https://elsewhere.example.com")
                .build();

        assertThatThrownBy(() -> kit.resolver().resolve(elsewhere))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("elsewhere.example.com");
    }
}
