package io.github.dcr4j.state.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.state.AmendManagement;
import io.github.dcr4j.state.Applied;
import io.github.dcr4j.state.BackOff;
import io.github.dcr4j.state.ClaimLease;
import io.github.dcr4j.state.Claims;
import io.github.dcr4j.state.ClockReading;
import io.github.dcr4j.state.Command;
import io.github.dcr4j.state.CurrentRecord;
import io.github.dcr4j.state.Failures;
import io.github.dcr4j.state.Generation;
import io.github.dcr4j.state.Generations;
import io.github.dcr4j.state.HealGeneration;
import io.github.dcr4j.state.InvalidateGeneration;
import io.github.dcr4j.state.KeyHistory;
import io.github.dcr4j.state.KeyState;
import io.github.dcr4j.state.Lease;
import io.github.dcr4j.state.MarkIntent;
import io.github.dcr4j.state.NoteRefusal;
import io.github.dcr4j.state.OpenIntent;
import io.github.dcr4j.state.ReleaseLease;
import io.github.dcr4j.state.RemoveKey;
import io.github.dcr4j.state.SaveGeneration;
import io.github.dcr4j.state.SettleClient;
import io.github.dcr4j.state.Span;
import io.github.dcr4j.state.codec.StateCodec.RecordNote;
import io.github.dcr4j.state.codec.StateCodec.Stored;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrCoordination.Retired.Cause;
import io.github.dcr4j.store.RefusedDocument;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every member of an entry, damaged in every way: it is unreadable, or what was read of it can be worked with and ends.
 */
class DamagedEntriesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DcrKey KEY = KeyHistory.KEY;
    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final ClockReading AT = new ClockReading(NOW, NOW, 7);
    private static final Span HOUR = Span.of(NOW, Duration.ofHours(1));
    private static final String FUTURE = "{\"future\":true}";
    private static final String DEEP_FUTURE = "{\"future\":true,\"management\":{\"future\":[1]}}";
    private static final DcrCredentials CREDENTIALS = DcrCredentials.builder(KEY)
            .generation("current")
            .version(3)
            .clientId("client-of-current")
            .clientSecret(Secret.of("sample-secret-of-current"))
            .clientSecretExpiresAt(Instant.ofEpochMilli(HOUR.end()))
            .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
            .issuer("https://idp.example.com")
            .authorizationEndpoint(URI.create("https://idp.example.com/authorize"))
            .tokenEndpoint(URI.create("https://idp.example.com/token"))
            .redirectUris(List.of("https://gateway.example.com/callback"))
            .scopes(List.of("openid"))
            .management(management("current"))
            .createdAt(Instant.ofEpochMilli(NOW))
            .providerName("provider")
            .build();

    private static DcrManagement management(String name) {
        return KeyHistory.management("client-of-" + name, "sample-token-of-" + name);
    }

    private static Generation generation(String name, long version) {
        return new Generation(
                name, version, "client-of-" + name, management(name), HOUR, null, null, null, DEEP_FUTURE);
    }

    /** A state that has a value in each of its members. */
    private static KeyState fullState() {
        List<Generation> list = List.of(
                generation("ended", 1).end(Cause.INVALIDATED, "rejected"),
                generation("former", 2).withFormer(HOUR),
                generation("current", 3));
        Generations generations = new Generations(list, null, 3, NOW, NOW, Map.of(), List.of());
        Reason refused = new Reason("refused", true, 400, "invalid_client_metadata");
        Intent update = new Intent(Intent.Call.UPDATE, Instant.ofEpochMilli(NOW), "client-of-current");
        Claims claims = new Claims(
                new Lease("owner", HOUR, -5, FUTURE),
                new Failures(4, HOUR),
                List.of(new BackOff(refused, "digest", HOUR, FUTURE)),
                new OpenIntent(update, "owner", HOUR, FUTURE),
                List.of(NOW - 1, NOW),
                3_600_000,
                HOUR,
                new BackOff(refused, "digest of a document", HOUR, FUTURE));
        return new KeyState(generations, claims, List.of(new Applied("save", "3", HOUR, FUTURE)), FUTURE);
    }

    private static ObjectNode written() throws IOException {
        RecordNote note = new RecordNote("current", HOUR, "digest");
        return (ObjectNode) JSON.readTree(StateCodec.encode(KEY, fullState(), note, WriteId.of("write", "digest")));
    }

    private static List<Command<?>> everyCommand() {
        Ceiling ceiling = new Ceiling(1, Duration.ofHours(1));
        DcrCredentials other =
                CREDENTIALS.toBuilder().generation("other").version(9).build();
        List<Command<?>> commands = new ArrayList<>();
        for (Purpose purpose : Purpose.values()) {
            commands.add(new ClaimLease(
                    new ClaimRequest(KEY, "asker", Duration.ofSeconds(20), "current", "digest", ceiling, purpose)));
        }
        commands.add(new MarkIntent("mark", "owner", new Intent(Intent.Call.REGISTER, Instant.EPOCH, null)));
        commands.add(new ReleaseLease("release", "owner", Outcome.of(Outcome.Result.FAILED, Outcome.Effect.NONE)));
        commands.add(new InvalidateGeneration("invalidate", "current", "rejected", Duration.ZERO));
        commands.add(new RemoveKey("remove"));
        commands.add(new NoteRefusal("note", new RefusedDocument("digest", Duration.ofHours(1), "refused")));
        commands.add(new NoteRefusal("forget", null));
        commands.add(new SettleClient("settle", "client-of-former"));
        commands.add(new AmendManagement(
                "amend",
                management("current"),
                KeyHistory.management("client-of-current", "sample-token-that-follows")));
        commands.add(new HealGeneration("heal", other));
        commands.add(new SaveGeneration(other, "current", "owner"));
        return commands;
    }

    /** Whatever was read of the state can be worked with, written and read again, and nothing in it lasts for ever. */
    private static void use(Stored stored) {
        RecordNote note = stored.record();
        CurrentRecord current = note == null ? null : new CurrentRecord(CREDENTIALS, note.life(), null);
        KeyState read = stored.state().with(stored.state().generations().withCurrent(current));
        KeyState state = read.limited(NOW).forgetPassed(NOW);
        for (Command<?> command : everyCommand()) {
            KeyState next = command.apply(state, AT).state();
            if (note == null || !note.life().isNever()) {
                assertThat(Instant.ofEpochMilli(next.keptUntil(NOW))).isBefore(Instant.parse("+10001-01-01T00:00:00Z"));
            }
            String writeId = WriteId.of("next", note == null ? null : note.digest());
            StateCodec.decode(KEY, StateCodec.encode(KEY, next, note, writeId));
        }
        KeyState later = state.limited(NOW)
                .forgetPassed(NOW + Span.LONGEST + Duration.ofDays(1).toMillis());
        assertThat(later.claims())
                .isEqualTo(Claims.NONE.withWindow(later.claims().window()));
        assertThat(later.applied()).isEmpty();
    }

    @Test
    void decode_eachMemberOfAStateDamaged_isUnreadableOrOfUse() throws IOException {
        DamagedJson.damageEach(written(), text -> {
            try {
                use(StateCodec.decode(KEY, text.getBytes(UTF_8)));
            } catch (UnreadableEntryException | DcrStoreException refused) {
                assertThat(refused).hasMessageNotContaining("damaged-");
            } catch (RuntimeException | AssertionError e) {
                fail("of " + text, e);
            }
        });
    }

    @Test
    void decode_eachMemberOfARecordDamaged_isUnreadableOrCanBeWritten() throws IOException {
        ObjectNode record = (ObjectNode) JSON.readTree(RecordCodec.encode(CREDENTIALS, FUTURE));

        DamagedJson.damageEach(record, text -> {
            try {
                RecordCodec.Row row = RecordCodec.decode(text.getBytes(UTF_8));
                RecordCodec.encode(row.credentials(), row.unknown());
                AT.currentLife(AT.secretLife(row.credentials()));
            } catch (UnreadableEntryException | DcrStoreException refused) {
                assertThat(refused).hasMessageNotContaining("damaged-");
            } catch (RuntimeException e) {
                fail("of " + text, e);
            }
        });
    }

    @Test
    void decode_stateAsItWasWritten_isThatState() throws IOException {
        Stored stored = StateCodec.decode(KEY, written().toString().getBytes(UTF_8));

        assertThat(stored.state()).isEqualTo(fullState());
        assertThat(stored.record()).isEqualTo(new RecordNote("current", HOUR, "digest"));
        assertThat(stored.writeId()).isEqualTo("2.write.digest");
    }

    @Test
    void decode_recordAsItWasWritten_isThatRecord() {
        assertThat(RecordCodec.decode(RecordCodec.encode(CREDENTIALS, DEEP_FUTURE)))
                .isEqualTo(new RecordCodec.Row(CREDENTIALS, DEEP_FUTURE));
    }

    /** What a later release knows of management data goes with them: no part of them would be readable alone. */
    @Test
    void encodeFormer_membersOfALaterReleaseInItsManagement_writesNoManagement() {
        byte[] row = RecordCodec.encodeFormer(CREDENTIALS, DEEP_FUTURE);

        assertThat(RecordCodec.decode(row))
                .isEqualTo(new RecordCodec.Row(
                        CREDENTIALS.toBuilder().management(null).build(), FUTURE));
    }

    @Test
    void decode_writeIdNamesNoRecordOrARecordIsMissing_isUnreadable() throws IOException {
        for (String writeId : List.of("2.write.-", "write", "", "1.write.digest", "-2.write.digest", "2.write")) {
            ObjectNode state = written().put("write", writeId);
            assertThatThrownBy(() -> StateCodec.decode(KEY, state.toString().getBytes(UTF_8)))
                    .as(writeId)
                    .isInstanceOf(UnreadableEntryException.class);
        }
        ObjectNode without = written();
        without.remove("record");
        assertThatThrownBy(() -> StateCodec.decode(KEY, without.toString().getBytes(UTF_8)))
                .isInstanceOf(UnreadableEntryException.class);
    }

    @Test
    void recordDigest_writeIdOfANewerFormat_isAnError() {
        assertThatThrownBy(() -> WriteId.recordDigest("3.write.digest"))
                .isInstanceOf(DcrStoreException.class)
                .hasMessageContaining("format 3");
        assertThat(WriteId.names("3.write.digest", "digest")).isFalse();
    }

    @Test
    void decode_recordIsOfAGenerationThatIsNotThere_isUnreadable() throws IOException {
        ObjectNode state = written();
        ((ObjectNode) state.get("record")).put("generation", "another");

        assertThatThrownBy(() -> StateCodec.decode(KEY, state.toString().getBytes(UTF_8)))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessageContaining("generation that it does not have");
    }

    @Test
    void decode_aGenerationTwice_isUnreadable() throws IOException {
        ObjectNode state = written();
        ((ArrayNode) state.get("generations")).add(state.at("/generations/0").deepCopy());

        assertThatThrownBy(() -> StateCodec.decode(KEY, state.toString().getBytes(UTF_8)))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"format\":", "\"clientId\":", "\"registrationAccessToken\":"})
    void decode_aMemberTwice_isUnreadable(String member) throws IOException {
        String state = written().toString();
        assertThat(state).contains(member);

        String twice = state.replaceFirst(member, member + "1," + member);

        assertThatThrownBy(() -> StateCodec.decode(KEY, twice.getBytes(UTF_8)))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessage("it is not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/lease", "/intent", "/backOffs/0", "/applied/0"})
    void decode_somethingThatMustEndHasNoEnd_isUnreadable(String where) throws IOException {
        ObjectNode state = written();
        ((ObjectNode) state.at(where)).remove("span");

        assertThatThrownBy(() -> StateCodec.decode(KEY, state.toString().getBytes(UTF_8)))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessage("its span is missing");
    }

    @Test
    void decode_failuresWithoutAnEnd_isUnreadable() throws IOException {
        ObjectNode state = written();
        state.remove("failuresSpan");

        assertThatThrownBy(() -> StateCodec.decode(KEY, state.toString().getBytes(UTF_8)))
                .isInstanceOf(UnreadableEntryException.class)
                .hasMessage("its failuresSpan is missing");
    }
}
