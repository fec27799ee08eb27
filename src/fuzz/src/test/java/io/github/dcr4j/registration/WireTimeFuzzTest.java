package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.FixedTime;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.Members;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A time, as a JSON value of whatever kind. */
class WireTimeFuzzTest {
    private static final long NOW = FixedTime.MILLIS / 1_000;
    private static final long LATEST = NOW + 100L * 365 * 24 * 60 * 60;

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/json.dict")
    void read(byte[] input) {
        String value = new String(input, UTF_8);
        String json = "{\"client_secret_expires_at\":" + value + ",\"client_id_issued_at\":" + value + "}";
        Times times;
        try {
            times = Cost.bounded(() -> times(json));
        } catch (JsonProblem e) {
            Promise.fit(e, 200, "\n");
            return;
        }

        bounded(times.expires());
        bounded(times.issued());
        times.deviations().forEach(deviation -> Promise.fit("deviation", deviation.toString(), 300));
        asWritten(value.strip(), times.expires());
    }

    private record Times(
            @Nullable Instant expires, @Nullable Instant issued, List<Deviation> deviations) {}

    private static Times times(String json) throws JsonProblem {
        Members members = new Members(Json.object(json.getBytes(UTF_8)));
        WireTime time = new WireTime(members, FixedTime.MILLIS);
        return new Times(time.clientSecretExpiresAt(), time.clientIdIssuedAt(), members.deviations());
    }

    private static void bounded(@Nullable Instant time) {
        Promise.that(
                time == null || (time.getEpochSecond() >= 0 && time.getEpochSecond() <= LATEST),
                "out of range: " + time);
    }

    /** Whole seconds of the next hundred years are what the standard has, and are taken as they are. */
    private static void asWritten(String value, @Nullable Instant expires) {
        if (value.matches("[1-9][0-9]{0,9}") && Long.parseLong(value) <= LATEST) {
            Promise.that(Instant.ofEpochSecond(Long.parseLong(value)).equals(expires), value + " is " + expires);
        }
    }
}
