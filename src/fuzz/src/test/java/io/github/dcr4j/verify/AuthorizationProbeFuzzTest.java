package io.github.dcr4j.verify;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.fuzz.CannedHttp;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.fuzz.WireAnswer;
import io.github.dcr4j.rejection.Verification.Evidence;
import io.github.dcr4j.rejection.Verification.Outcome;

/** What an authorization endpoint answers to a login without a user: a redirect, a page, an error. */
class AuthorizationProbeFuzzTest {
    private static final CannedHttp HTTP = new CannedHttp();

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/url.dict")
    void ask(byte[] input) {
        WireAnswer answer = WireAnswer.of(input);

        Evidence evidence = Cost.bounded(() -> new AuthorizationProbe(HTTP.answering(answer))
                .ask(ProbedClient.REQUEST, ProbedClient.CLIENT, ProbedClient.deadline()));

        ProbedClient.printable(evidence);
        Promise.that(HTTP.asked().size() == 1, "asked " + HTTP.asked().size() + " times");
        Promise.that(
                evidence.says() != Outcome.GONE && evidence.says() != Outcome.ALIVE,
                "an endpoint for people says " + evidence.says());
        if (evidence.says() == Outcome.PROBABLY_ALIVE) {
            String location = answer.headers().get("Location");
            Promise.that(
                    answer.status() >= 300
                            && answer.status() < 400
                            && location != null
                            && location.startsWith(ProbedClient.REDIRECT_URI),
                    "a browser that is not sent back");
        }
    }
}
