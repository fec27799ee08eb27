package io.github.dcr4j.canary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
    private static final String SECRET = "s3cr~t+w/th é=%*";
    private static final String FORM = URLEncoder.encode(SECRET, UTF_8);

    private final Sightings seen = new Sightings();

    private List<String> leaks(String said) {
        seen.secret(SECRET);
        seen.text("the sink", said);
        return Sweep.over(seen).problems();
    }

    private static String leak(String encoding) {
        return "LEAK of secret " + Sweep.digest(SECRET) + ", " + encoding + ": the sink";
    }

    @Test
    void over_secretInText_namesSinkAndEncoding() {
        assertThat(leaks("before " + SECRET)).containsExactly(leak("plain"));
    }

    @Test
    void over_secretIsWholeText_isFound() {
        assertThat(leaks(SECRET)).containsExactly(leak("plain"));
    }

    @Test
    void over_otherText_findsNothing() {
        assertThat(leaks(SECRET.substring(1) + " and " + SECRET.substring(0, SECRET.length() - 1)))
                .isEmpty();
    }

    @Test
    void over_secretSeenAfterItWasSaid_isFound() {
        seen.text("the sink", "said " + SECRET);

        assertThat(leaks("nothing at all")).containsExactly(leak("plain"));
    }

    @Test
    void over_formEncoded_isFound() {
        assertThat(leaks("a=b&c=" + FORM + "&d")).contains(leak("form-encoded"));
    }

    @Test
    void over_percentEncoded_isFound() {
        assertThat(leaks("s3cr~t%2Bw%2Fth%20%C3%A9%3D%25%2A")).contains(leak("percent-encoded"));
    }

    @Test
    void over_percentEncodedInPartAndInLowerCase_isFound() {
        assertThat(leaks("/a?b=%zz&c=s3cr~t%2bw/th%20%c3%a9=%25*&d"))
                .containsExactly(leak("plain in percent-encoded text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "us", "use", "user"})
    void over_inBase64OfMore_isFoundWhereverItBegins(String before) {
        byte[] more = (before + SECRET + "!").getBytes(UTF_8);

        assertThat(leaks(Base64.getEncoder().encodeToString(more))).containsExactly(leak("Base64"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "us"})
    void over_inUrlBase64OfMore_isFoundWhereverItBegins(String before) {
        String wild = "\u00ff\u00fe?>~\u00bf\u00fb?>~";
        seen.secret(wild);
        seen.text("the sink", Base64.getUrlEncoder().withoutPadding().encodeToString((before + wild).getBytes(UTF_8)));

        assertThat(Sweep.over(seen).problems())
                .containsExactly("LEAK of secret " + Sweep.digest(wild) + ", Base64url: the sink");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id:", "id1:", "id12:"})
    void over_headerOfBasicAuthentication_isFound(String before) {
        String header = "Basic " + Base64.getEncoder().encodeToString((before + FORM).getBytes(UTF_8));

        assertThat(leaks(header)).containsExactly(leak("form-encoded, then Base64"));
    }

    @Test
    void over_markOfTests_isFoundThoughNobodyGaveIt() {
        seen.text("the sink", "answered CANARY");

        assertThat(Sweep.over(seen).problems()).singleElement().asString().endsWith(", plain: the sink");
    }

    @Test
    void over_secretIsPlainWords_saysToTakeAnother() {
        seen.secret("with space");
        seen.text("the sink", "must be visible ASCII, with spaces in between only");

        assertThat(Sweep.over(seen).problems())
                .filteredOn(problem -> problem.contains("is plain words"))
                .singleElement()
                .asString()
                .contains(Sweep.digest("with space"));
    }

    @Test
    void report_leak_doesNotShowTheSecret() {
        leaks("x " + SECRET + " " + FORM);

        assertThat(Sweep.over(seen).report())
                .contains("1 secrets looked for in 1 texts", "LEAK")
                .doesNotContain(SECRET, FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "1234567", "aaaaaaaaaaaa"})
    void secret_tooOrdinary_isNotLookedFor(String ordinary) {
        seen.secret(ordinary);

        assertThat(seen.secrets()).isEmpty();
    }

    @Test
    void text_moreThanTheBound_isAProblem() {
        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i <= Sightings.MAX_CHARACTERS / megabyte.length() + 1; i++) {
            seen.text("sink " + i, megabyte);
        }

        assertThat(Sweep.over(seen).problems()).singleElement().asString().contains("not looked at");
    }

    @Test
    void ofAllTests_nothingSeen_isAProblemEach() {
        assertThat(Sweep.over(seen).ofAllTests(seen, Set.copyOf(Library.NAMES)).problems())
                .anyMatch(problem -> problem.startsWith("no class"))
                .anyMatch(problem -> problem.startsWith("no secret"));
    }

    @Test
    void ofAllTests_classIsThereByAnotherName_isAProblem() {
        seen.secret(SECRET);
        seen.watched(Library.SECRET);

        assertThat(Sweep.over(seen).ofAllTests(seen, Set.of(Library.SECRET)).problems())
                .containsExactly(
                        "the sweep goes by " + Library.ANSWER + ", and there is no such class",
                        "the sweep goes by " + Library.JOURNAL + ", and there is no such class");
    }

    @Test
    void ofAllTests_resolverWithoutALine_isAProblem() {
        seen.watched(Library.JOURNAL);
        seen.line("okhttp3.Something");

        assertThat(Sweep.over(seen).ofAllTests(seen, Set.of()).problems())
                .singleElement()
                .asString()
                .startsWith("no line");
    }

    @Test
    void ofAllTests_somethingOfEach_isNone() {
        seen.secret(SECRET);
        seen.watched(Library.JOURNAL);
        seen.line(Library.JOURNAL);

        assertThat(Sweep.over(seen).ofAllTests(seen, Set.copyOf(Library.NAMES)).problems())
                .isEmpty();
    }
}
