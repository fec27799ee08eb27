package io.github.dcr4j.verify;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.fuzz.CannedHttp;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.fuzz.WireAnswer;
import io.github.dcr4j.rejection.Verification.Evidence;
import io.github.dcr4j.rejection.Verification.Outcome;

/** What a token endpoint answers when it is asked whether it knows a client. */
class TokenProbeFuzzTest {
    private static final CannedHttp HTTP = new CannedHttp();

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/json.dict")
    void ask(byte[] input) {
        WireAnswer answer = WireAnswer.of(input);

        Evidence evidence = Cost.bounded(() -> new TokenProbe(HTTP.answering(answer))
                .ask(ProbedClient.REQUEST, ProbedClient.CLIENT, false, ProbedClient.deadline()));

        ProbedClient.printable(evidence);
        Promise.that(HTTP.asked().size() == 1, "asked " + HTTP.asked().size() + " times");
        boolean server = answer.status() >= 500 || (answer.status() >= 300 && answer.status() < 400);
        Promise.that(!server || evidence.says() == Outcome.UNKNOWN, "a page of a proxy says " + evidence.says());
        if (!answer.whole()) {
            return;
        }
        if (evidence.says() == Outcome.GONE) {
            String error = ProbedClient.member(answer, "error").replaceAll("[^a-z_]", "");
            Promise.that(error.contains("invalid_client"), "gone by another error");
        }
        if (evidence.says() == Outcome.ALIVE) {
            String token = ProbedClient.member(answer, "access_token");
            Promise.that(answer.status() < 300 && !token.isEmpty(), "alive without a token");
        }
    }
}
