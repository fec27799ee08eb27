package io.github.dcr4j.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that holds something else than a store has written. */
class DamagedFileTest extends StoreFileFixture {
    private static final String HEAD = "{\"format\":3,\"file\":\"f\",\"written\":0,\"keys\":0}\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no JSON",
                "[]",
                "null",
                "{}",
                "{\"format\":\"3\",\"file\":\"f\",\"written\":0,\"keys\":0}\n",
                "{\"format\":0,\"keys\":{}}\n",
                "{\"format\":-99999999999999999999}\n",
                "{\"format\":3}\n",
                "{\"format\":3,\"file\":7,\"written\":0,\"keys\":0}\n",
                "{\"format\":3,\"file\":\"f\",\"written\":\"now\",\"keys\":0}\n",
                "{\"format\":3,\"file\":\"f\",\"written\":0,\"keys\":-1}\n",
                "{\"format\":3,\"file\":\"f\",\"written\":0,\"keys\":1}\n",
                "{\"format\":3,\"file\":\"f\",\"written\":0,\"keys\":0} trailing\n",
                "{\"format\":3,\"format\":3,\"file\":\"f\",\"written\":0,\"keys\":0}\n",
                "\u0000\n"
            })
    void find_damaged_setsTheFileAsideAndGoesOnEmpty(String text) throws IOException {
        isSetAside(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{\"key\":1,\"entries\":{},\"write\":\"w\"}",
                "{\"key\":\"a\",\"entries\":{},\"write\":1}",
                "{\"key\":\"a\",\"entries\":[],\"write\":\"w\"}",
                "{\"key\":\"a\",\"entries\":{\"record\":{}},\"write\":\"w\"}",
                "{\"key\":\"a\",\"entries\":{\"record\":{\"base64\":\"?\"}},\"write\":\"w\"}",
                "{\"key\":\"a\",\"entries\":{\"record\":{\"json\":{},\"end\":1.5}},\"write\":\"w\"}",
                "{\"key\":\"a\",\"entries\":{\"record\":{\"json\":{},\"end\":null}},\"write\":\"w\"}",
                "{\"key\":\"a\",\"key\":\"a\",\"entries\":{},\"write\":\"w\"}",
                "{\"key\":\"a\",\"entries\":{},\"write\":\"w\"} trailing",
                "\u0000\n{\"key\":\"a\",\"entries\":{},\"write\":\"w\"}",
                "{\"key\":\"a\",\"entries\":{},\n\"write\":\"w\"}"
            })
    void find_aLineIsDamaged_setsTheFileAsideAndGoesOnEmpty(String line) throws IOException {
        isSetAside(HEAD + line + "\n");
    }

    private void isSetAside(String text) throws IOException {
        Files.writeString(file, text);

        assertThat(store.find(KEY)).isNull();

        assertThat(directory.resolve("clients.json.damaged-1")).hasContent(text);
        assertThat(file).doesNotExist();
        assertThat(events.of(DcrEvent.RowSetAside.class)).singleElement().satisfies(event -> {
            assertThat(event.key()).isEqualTo(KEY);
            assertThat(event.row()).isEqualTo(realPath());
        });
        DcrCredentials a = saved("a");
        assertThat(opened(file).find(KEY)).isEqualTo(a);
    }

    @Test
    void find_truncatedAnywhere_setsTheFileAside() throws IOException {
        saved("a");
        String text = Files.readString(file);

        int times = 0;
        for (int length = 0; length < text.length(); length += 97) {
            Files.writeString(file, text.substring(0, length));
            assertThat(store.find(KEY)).as("first %d characters", length).isNull();
            times++;
            assertThat(directory.resolve("clients.json.damaged-" + times)).hasContent(text.substring(0, length));
        }
        assertThat(events.of(DcrEvent.RowSetAside.class)).hasSize(times);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "written", "keys", "key", "write", "entries", "json"})
    void find_memberOfTheFileIsMissing_setsTheFileAside(String member) throws IOException {
        saved("a");
        Files.writeString(file, Files.readString(file).replace("\"" + member + "\"", "\"gone\""));

        assertThat(store.find(KEY)).isNull();

        assertThat(directory.resolve("clients.json.damaged-1")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"generation", "clientId", "tokenEndpoint", "createdAt", "consumer", "version", "key"})
    void find_memberOfAKeyIsMissing_setsItAsideInTheFileAndKeepsTheOtherKeys(String member) throws IOException {
        DcrCredentials other = ((SaveResult.Saved) store.save(
                        DcrFixtures.credentials(DcrFixtures.key("other"), "other")
                                .build(),
                        null,
                        null))
                .stored();
        String before = Files.readString(file);
        saved("a");
        String[] parts = Files.readString(file).split("\"" + KEY.fingerprint() + "\"", 2);
        Files.writeString(
                file, parts[0] + "\"" + KEY.fingerprint() + "\"" + parts[1].replace("\"" + member + "\"", "\"gone\""));

        assertThat(store.find(KEY)).isNull();

        assertThat(before).doesNotContain(KEY.fingerprint());
        assertThat(Files.readString(file)).contains("\"aside.", "\"gone\"", "sample-secret-of-a");
        assertThat(names()).containsExactly("clients.json", "clients.json.lock", "clients.json.turn");
        assertThat(events.of(DcrEvent.RowSetAside.class)).isNotEmpty().allSatisfy(event -> {
            assertThat(event.key()).isEqualTo(KEY);
            assertThat(event.row()).isIn("record", "state");
            assertThat(event.why()).contains("is set aside for a day");
        });
        assertThat(store.find(other.key())).isEqualTo(other);
        DcrCredentials again = saved("b");
        assertThat(opened(file).find(KEY)).isEqualTo(again);
        assertThat(Files.readString(file)).contains("sample-secret-of-a");
        clock.advance(Duration.ofDays(1));
        store.save(DcrFixtures.credentials(DcrFixtures.key("third"), "third").build(), null, null);
        assertThat(Files.readString(file)).doesNotContain("sample-secret-of-a").doesNotContain("\"aside.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "\"openid\""})
    void find_halfASurrogatePair_isSetAsideAndTheFileCanBeWrittenAgain(String value) throws IOException {
        saved("a");
        Files.writeString(file, Files.readString(file).replace(value, "\"\\ud800\""));

        assertThat(store.find(KEY)).isNull();

        assertThat(Files.readString(file)).contains("\"aside.", "\\uD800");
        DcrCredentials again = saved("b");
        assertThat(opened(file).find(KEY)).isEqualTo(again);
    }

    @Test
    void save_damaged_isNeverOverwrittenUnseen() throws IOException {
        Files.writeString(file, "damaged");

        saved("a");

        assertThat(directory.resolve("clients.json.damaged-1")).hasContent("damaged");
        assertThat(events.of(DcrEvent.RowSetAside.class)).hasSize(1);
    }

    @Test
    void claim_damaged_isGranted() throws IOException {
        Files.writeString(file, "damaged");

        Claim claim = store.coordination(clock)
                .claim(new ClaimRequest(
                        KEY, "we", Duration.ofSeconds(20), null, "digest", Ceiling.NONE, Purpose.REGISTER));

        assertThat(claim).isInstanceOf(Claim.Granted.class);
        assertThat(directory.resolve("clients.json.damaged-1")).hasContent("damaged");
    }

    @Test
    void stream_damaged_isEmptyAndTheFileSetAside() throws IOException {
        Files.writeString(file, "damaged");

        assertThat(store.stream()).isEmpty();

        assertThat(directory.resolve("clients.json.damaged-1")).hasContent("damaged");
    }

    @Test
    void find_damaged_listenerMayUseTheStore() throws IOException {
        FileDcrCredentialStore[] own = new FileDcrCredentialStore[1];
        own[0] = FileDcrCredentialStore.builder(file)
                .clock(clock)
                .listener(event ->
                        own[0].save(DcrFixtures.credentials(KEY, "told").build(), null, null))
                .build();
        Files.writeString(file, "damaged");

        assertThat(own[0].find(KEY)).isNull();

        assertThat(own[0].find(KEY)).isNotNull();
    }

    @Test
    void find_damaged_listenerThrows_goesOn() throws IOException {
        FileDcrCredentialStore told = FileDcrCredentialStore.builder(file)
                .listener(event -> {
                    throw new IllegalStateException("a listener's own failure");
                })
                .build();
        Files.writeString(file, "damaged");

        assertThat(told.find(KEY)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "99999999999999999999"})
    void any_newerFormat_failsAndLeavesTheFileAlone(String format) throws IOException {
        String text = "{\"format\":" + format + ",\"something\":\"else\"}";
        Files.writeString(file, text);

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> store.find(KEY))
                .withMessageContaining(realPath())
                .withMessageContaining("format " + format)
                .withMessageContaining("update this program")
                .satisfies(e -> assertThat(e.retryable()).isFalse());
        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> saved("a"));
        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> store.remove(KEY));

        assertThat(file).hasContent(text);
        assertThat(names()).containsExactly("clients.json");
        assertThat(events.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"format\":1,\"written\":1767225600000,\"clients\":[]}",
                "{\"format\":2,\"keys\":{}}\n",
                "{\n  \"format\" : 2,\n  \"keys\" : { }\n}"
            })
    void any_formatThatNoReleaseWrote_saysWhatToDoAndLeavesTheFileAlone(String text) throws IOException {
        Files.writeString(file, text);

        for (ThrowingCallable use :
                List.<ThrowingCallable>of(() -> store.find(KEY), () -> saved("a"), () -> store.remove(KEY))) {
            assertThatExceptionOfType(DcrStoreException.class)
                    .isThrownBy(use)
                    .withMessageContaining(realPath())
                    .withMessageContaining(
                            "of format " + text.replaceAll("\\D", "").charAt(0) + ", which")
                    .withMessageContaining("move it away")
                    .satisfies(e -> assertThat(e.retryable()).isFalse());
        }

        assertThat(file).hasContent(text);
        assertThat(events.all()).isEmpty();
    }
}
