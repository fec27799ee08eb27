package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.completeCredentials;
import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The golden file of format 3: what it holds is read, and is what is written. */
class FileFormatTest extends StoreFileFixture {
    private static final String FIRST = "00000000000000000000000000000001";
    private static final String SECOND = "00000000000000000000000000000002";

    private static String golden() throws IOException {
        try (InputStream in = FileFormatTest.class.getResourceAsStream("/file-format-3.jsonl")) {
            return new String(Objects.requireNonNull(in, "the golden file").readAllBytes(), UTF_8);
        }
    }

    /** What a record held before there were other ways to a client. */
    private static DcrCredentialsBuilder registered() {
        return completeCredentials(KEY).way(Way.REGISTERED, "");
    }

    /** Does something that leaves a trace in every member. */
    private void live() {
        DcrCredentials first = registered().generation(FIRST).build();
        store.save(first, null, null);
        store.save(credentials(KEY, "second").generation(SECOND).build(), FIRST, null);
        DcrCredentials ended =
                credentials(DcrFixtures.key("ended"), "ended").generation(FIRST).build();
        store.save(ended, null, null);
        store.invalidate(ended.key(), FIRST, "rejected", Duration.ZERO);
        store.remove(ended.key());
        DcrCoordination coordination = store.coordination(clock);
        coordination.release(claimed(coordination, "failed").lease(), failure());
        coordination.mark(claimed(coordination, "holder").lease(), new Intent(Intent.Call.REGISTER, clock.now(), null));
    }

    /** Returns the text with its random ids numbered in the order in which they stand in it. */
    private static String numbered(String text) {
        Map<String, String> ids = new HashMap<>();
        return Pattern.compile("(\"(?:write\":\"2[.]|id\":\"|file\":\"))([^\".]{1,64})")
                .matcher(text)
                .replaceAll(found ->
                        found.group(1) + ids.computeIfAbsent(found.group(2), id -> "id-" + (ids.size() + 1)));
    }

    private static Outcome failure() {
        return new Outcome(
                Outcome.Result.FAILED,
                Outcome.Effect.NONE,
                Duration.ofMinutes(5),
                new Reason("refused", true, 400, "invalid_client_metadata"),
                "another digest");
    }

    private static Claim.Granted claimed(DcrCoordination coordination, String owner) {
        return (Claim.Granted) coordination.claim(new ClaimRequest(
                KEY,
                owner,
                Duration.ofSeconds(20),
                SECOND,
                "digest",
                new Ceiling(10, Duration.ofHours(1)),
                Purpose.REGISTER));
    }

    @Test
    void write_everythingThereIs_isTheGoldenFile() throws IOException {
        live();

        assertThat(numbered(Files.readString(file))).isEqualToNormalizingNewlines(golden());
    }

    @Test
    void read_goldenFile_findsAll() throws IOException {
        Files.writeString(file, golden());

        assertThat(store.find(KEY))
                .isEqualTo(
                        credentials(KEY, "second").generation(SECOND).version(2).build());
        assertThat(store.find(KEY, FIRST))
                .isEqualTo(registered().generation(FIRST).version(1).build());
        assertThat(store.stream()).hasSize(1);
        assertThat(store.coordination(clock)
                        .claim(new ClaimRequest(
                                KEY,
                                "other",
                                Duration.ofSeconds(20),
                                SECOND,
                                "digest",
                                Ceiling.NONE,
                                Purpose.REGISTER)))
                .isInstanceOf(Claim.Busy.class);
        assertThat(events.all()).isEmpty();
    }
}
