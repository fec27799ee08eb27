package io.github.dcr4j.http;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.FixedTime;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.fuzz.WireAnswer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** How long a server asks to wait. */
class RetryAfterFuzzTest {
    private static final EndpointUrl URL = EndpointUrl.ofOperator("url", "https://as.example.com/register");
    private static final Request REQUEST = new Request.Builder().url(URL.text()).build();
    private static final HttpCall CALL = new HttpCall("POST", URL, null, null, 1, Duration.ofDays(1));
    private static final BigInteger LONGEST = BigInteger.valueOf(3_600);

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/date.dict")
    void read(byte[] input) {
        WireAnswer wire = WireAnswer.of(input);
        Response response = wire.to(REQUEST);
        HttpAnswer answer =
                new HttpAnswer(CALL, response.code(), response.headers(), wire.body(), HttpAnswer.BodyState.COMPLETE);

        Duration wait = Cost.bounded(() -> Optional.ofNullable(RetryAfter.of(answer, FixedTime.MILLIS)))
                .orElse(null);

        Promise.that(
                wait == null
                        || (wait.compareTo(Duration.ofSeconds(1)) >= 0 && wait.compareTo(Duration.ofHours(1)) <= 0),
                "to be retried after " + wait);
        seconds(wire.headers().get("Retry-After"), wait);
    }

    private static void seconds(@Nullable String header, @Nullable Duration wait) {
        if (header != null && header.matches("[0-9]{1,64}")) {
            BigInteger told = new BigInteger(header).max(BigInteger.ONE).min(LONGEST);
            Promise.that(wait != null && wait.toSeconds() == told.longValue(), header + " is read as " + wait);
        }
    }
}
