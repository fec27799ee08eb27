package io.github.dcr4j.registration;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.Secret;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.fuzz.WireAnswer;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpCall;
import io.github.dcr4j.json.ServerText;
import java.time.Duration;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A server's answer that says no, in whatever form. */
class RefusalFuzzTest {
    private static final Secret TOKEN = Secret.of("iAt-0xSECRET.93jf~Lw02");
    private static final EndpointUrl URL = EndpointUrl.ofOperator("url", "https://as.example.com/register");
    private static final Request REQUEST = new Request.Builder().url(URL.text()).build();

    private static final HttpCall CALL =
            new HttpCall("POST", URL, CallAuthorization.bearer(TOKEN), null, 1, Duration.ofDays(1));

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/text.dict")
    void read(byte[] input) {
        WireAnswer wire = WireAnswer.of(input);
        Response response = wire.to(REQUEST);
        HttpAnswer answer =
                new HttpAnswer(CALL, response.code(), response.headers(), wire.body(), HttpAnswer.BodyState.COMPLETE);

        Refusal refusal = Cost.bounded(() -> Refusal.of(answer));

        part("error", refusal.error());
        part("description", refusal.description());
        String described = refusal.describe(wire.status());
        Promise.fit("what is described", described, 530);
        Promise.without("what is described", described, TOKEN.reveal());
    }

    private static void part(String name, @Nullable String text) {
        if (text != null) {
            Promise.that(!text.isEmpty(), name + " is empty");
            Promise.that(text.equals(ServerText.clean(text, TOKEN)), name + " is not clean");
        }
    }
}
