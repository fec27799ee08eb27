package io.github.dcr4j.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.protocol.ClientInformation;
import io.github.dcr4j.protocol.DeletionOutcome;
import io.github.dcr4j.protocol.ManagementOutcome;
import io.github.dcr4j.protocol.RegistrationOutcome;
import io.github.dcr4j.protocol.RegistrationOutcome.Effect;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What came of calls that a server refused, or answered otherwise than it should. */
class ProtocolOutcomeTest extends ProtocolFixture {
    @Test
    void register_refused_isARefusalWithTheServersCode() {
        fake.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_redirect_uri");

        RegistrationOutcome.Failed failed = failed(register());

        assertThat(failed.effect()).isEqualTo(Effect.REFUSED);
        assertThat(((DcrRefusedException) failed.failure()).error()).hasValue("invalid_redirect_uri");
    }

    @Test
    void register_answerIsLost_isNotRepeatedAndAClientMayExist() {
        fake.at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.droppedAfterProcessing());

        RegistrationOutcome.Failed failed = failed(register());

        assertThat(failed.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(fake.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(1);
    }

    @Test
    void register_answerCannotBeUsed_hasWhatDeletesTheClient() {
        fake.at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.asUsual().withStatus(202));

        RegistrationOutcome.Failed failed = failed(register());
        ClientInformation created = ClientInformation.of(Objects.requireNonNull(failed.management()));
        String clientId = fake.clients().get(0).clientId();
        protocol.delete(server, created).ensureGone();

        assertThat(failed.effect()).isEqualTo(Effect.UNUSABLE);
        assertThat(failed.failure().orphan())
                .hasValueSatisfying(
                        orphan -> assertThat(orphan.clientId().exact()).isEqualTo(clientId));
        assertThat(fake.clients()).isEmpty();
    }

    private ManagementOutcome.Failed failed(ManagementOutcome outcome) {
        ManagementOutcome.Failed failed = (ManagementOutcome.Failed) outcome;
        assertThatThrownBy(outcome::client).isSameAs(failed.failure());
        assertThat(failed.failure().step()).isEqualTo(Step.MANAGE);
        return failed;
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 405, 500})
    void read_otherwiseAnswered_saysWhatThatMeans(int status) {
        ClientInformation client = register().client();
        fake.at(FakeEndpoint.MANAGEMENT).answerNext(FakeAnswer.status(status));

        ManagementOutcome.Failed failed = failed(protocol.read(server, client));

        assertThat(failed.reason())
                .isEqualTo(
                        switch (status) {
                            case 401 -> ManagementOutcome.Reason.UNKNOWN_CLIENT;
                            case 403 -> ManagementOutcome.Reason.REFUSED;
                            case 405 -> ManagementOutcome.Reason.NOT_OFFERED;
                            default -> ManagementOutcome.Reason.UNKNOWN;
                        });
        assertThat(failed.known()).isSameAs(client);
    }

    @Test
    void read_answerOfAnotherClient_keepsWhatIsKnown() {
        ClientInformation client = register().client();
        fake.at(FakeEndpoint.MANAGEMENT).rewriteAnswers(answer -> answer.put("client_id", "another"));

        ManagementOutcome.Failed failed = failed(protocol.read(server, client));

        assertThat(failed.reason()).isEqualTo(ManagementOutcome.Reason.UNUSABLE);
        assertThat(failed.known().management()).isEqualTo(client.management());
    }

    @Test
    void everyCall_clientWithoutManagement_isNotOffered() {
        fake.at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> {
            answer.remove("registration_client_uri");
            answer.remove("registration_access_token");
        });
        ClientInformation client = register().client();

        assertThat(failed(protocol.read(server, client)).reason()).isEqualTo(ManagementOutcome.Reason.NOT_OFFERED);
        assertThat(failed(protocol.update(server, client, METADATA)).reason())
                .isEqualTo(ManagementOutcome.Reason.NOT_OFFERED);
        assertThat(((DeletionOutcome.Failed) protocol.delete(server, client)).reason())
                .isEqualTo(DeletionOutcome.Reason.NOT_OFFERED);
        assertThat(fake.at(FakeEndpoint.MANAGEMENT).count()).isZero();
    }

    @Test
    void update_withoutMetadata_isRefused() {
        ClientInformation client = register().client();

        assertThatThrownBy(() -> protocol.update(server, client, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(fake.at(FakeEndpoint.MANAGEMENT).count()).isZero();
    }

    @Test
    void delete_notOffered_saysThatTheClientIsStillThere() {
        ClientInformation client = register().client();
        fake.at(FakeEndpoint.MANAGEMENT).answerNext(FakeAnswer.status(405));

        DeletionOutcome outcome = protocol.delete(server, client);

        assertThat(((DeletionOutcome.Failed) outcome).reason()).isEqualTo(DeletionOutcome.Reason.STILL_THERE);
        assertThatThrownBy(outcome::ensureGone).isInstanceOf(DcrException.class);
    }

    @Test
    void delete_ofWhatTheServerDoesNotKnow_provesNothing() {
        ClientInformation client = register().client();
        fake.forgetAll();

        DeletionOutcome outcome = protocol.delete(server, client);

        assertThat(((DeletionOutcome.Failed) outcome).reason()).isEqualTo(DeletionOutcome.Reason.UNKNOWN_CLIENT);
    }
}
