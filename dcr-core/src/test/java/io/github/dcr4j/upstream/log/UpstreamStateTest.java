package io.github.dcr4j.upstream.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.logs.RecordingLogger;
import io.github.dcr4j.rejection.ClientRejection;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** A layout that prints the message alone shows which upstream, which client, and why. */
class UpstreamStateTest {
    private final RecordingLogger log = new RecordingLogger(Level.INFO);
    private final UpstreamState state = new UpstreamState("partner", log);

    private static DcrException failure(Step step) {
        return DcrException.at(step, "registration at https://idp.example.com/reg was refused: 400 no {} way")
                .exception();
    }

    @Test
    void unusable_layoutPrintsTheMessageAlone_itNamesUpstreamServerAndReason() {
        state.unusable(failure(Step.REGISTER));
        state.unusable(failure(Step.REGISTER));
        state.unusable(failure(Step.WAIT));
        state.usable();
        state.usable();

        assertThat(log.messages)
                .containsExactly(
                        "upstream partner has no client that can be used: registration at https://idp.example.com/reg was"
                                + " refused: 400 no {} way",
                        "the client of upstream partner can be used again");
        assertThat(log.lines.get(0)).startsWith("WARN ").contains("upstream=partner", "why=registration at");
        assertThat(log.lines.get(1)).startsWith("INFO ");
    }

    @Test
    void rejectedByHand_layoutPrintsTheMessageAlone_itNamesUpstreamClientAndReason() {
        ClientRejection why = ClientRejection.observed("401 invalid_client");

        state.rejectedByHand("gate\nway", why);
        state.rejectedByHand("gate\nway", why);

        assertThat(log.messages)
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .contains("upstream partner", "client gate way", "invalid_client")
                        .doesNotContain("\n"));
    }

    @Test
    void sharesKeyWith_layoutPrintsTheMessageAlone_itNamesBoth() {
        state.sharesKeyWith(
                "legacy", DcrKey.builder("c", "https://idp.example.com").build());

        assertThat(log.messages)
                .singleElement()
                .satisfies(message -> assertThat(message).contains("upstreams legacy and partner"));
    }
}
