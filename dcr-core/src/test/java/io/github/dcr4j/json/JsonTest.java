package io.github.dcr4j.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.json.JsonProblem.Code;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of(Code.EMPTY, ""),
                Arguments.of(Code.EMPTY, " \n"),
                Arguments.of(Code.MALFORMED, "TOPSECRET"),
                Arguments.of(Code.MALFORMED, "{\"a\":TOPSECRET}"),
                Arguments.of(Code.MALFORMED, "{\"a\":\"TOPSECRET"),
                Arguments.of(Code.MALFORMED, "{'a':'TOPSECRET'}"),
                Arguments.of(Code.MALFORMED, "{\"a\":1,}"),
                Arguments.of(Code.MALFORMED, "{\"a\":NaN}"),
                Arguments.of(Code.MALFORMED, "{\"a\":01}"),
                Arguments.of(Code.MALFORMED, "{\"a\":1}/*TOPSECRET*/"),
                Arguments.of(Code.MALFORMED, "{\"\\ud800TOPSECRET\":1}"),
                Arguments.of(Code.DUPLICATE_MEMBER, "{\"TOPSECRET\":1,\"TOPSECRET\":2}"),
                Arguments.of(Code.DUPLICATE_MEMBER, "{\"x\":{\"a\":1,\"a\":2}}"),
                Arguments.of(Code.TRAILING_TEXT, "{\"a\":1}{\"b\":2}"),
                Arguments.of(Code.TRAILING_TEXT, "{\"a\":1} 7"),
                Arguments.of(Code.NOT_AN_OBJECT, "[\"TOPSECRET\"]"),
                Arguments.of(Code.NOT_AN_OBJECT, "\"TOPSECRET\""),
                Arguments.of(Code.NOT_AN_OBJECT, "null"),
                Arguments.of(Code.LONE_SURROGATE, "{\"a\":\"\\ud800\"}"),
                Arguments.of(Code.LONE_SURROGATE, "{\"a\":[{\"b\":\"\\udc00\"}]}"),
                Arguments.of(Code.TOO_LARGE, "{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}"),
                Arguments.of(Code.TOO_LARGE, "{\"a\":" + "9".repeat(40) + "}"),
                Arguments.of(Code.TOO_LARGE, "{\"a\":\"" + "x".repeat(70_000) + "\"}"),
                Arguments.of(Code.TOO_LARGE, "{\"a\":1e99999999999}"),
                Arguments.of(Code.TOO_LARGE, "{\"" + "x".repeat(400) + "\":1}"),
                Arguments.of(Code.TOO_LARGE, "{\"a\":[" + "1,".repeat(30_000) + "1]}"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void object_unreadable_tellsWhatAndNeverTheText(Code code, String text) {
        JsonProblem problem = catchThrowableOfType(JsonProblem.class, () -> Json.object(text.getBytes(UTF_8)));

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem).hasMessageNotContaining("TOPSECRET").hasNoCause().hasNoSuppressedExceptions();
    }

    @Test
    void object_otherEncodings_areRefused() {
        byte[] latin1 = {'{', '"', (byte) 0xe4, '"', ':', '1', '}'};

        JsonProblem utf16 = catchThrowableOfType(JsonProblem.class, () -> Json.object("{\"a\":1}".getBytes(UTF_16)));
        JsonProblem other = catchThrowableOfType(JsonProblem.class, () -> Json.object(latin1));

        assertThat(utf16.code()).isEqualTo(Code.NOT_UTF_8);
        assertThat(other.code()).isEqualTo(Code.NOT_UTF_8);
    }

    @Test
    void object_malformed_tellsThePlace() {
        JsonProblem problem = catchThrowableOfType(JsonProblem.class, () -> Json.object("{\"a\":1,!}".getBytes(UTF_8)));

        assertThat(problem).hasMessageContaining("at character 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"\u00e4\ud83d\ude00\"}", "\ufeff{\"a\":1}", " {} ", "{\"a\":1e999999999}"})
    void object_wellFormed_isRead(String text) throws JsonProblem {
        assertThat(Json.object(text.getBytes(UTF_8)).isObject()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"x\",\"n\":[{\"a\":\"inner\"}],\"b\":\"y\",\"c\":tru",
                "{\"a\":\"x\",\"n\":{},\"b\":\"y\",\"c\":\"cut of",
                "{\"a\":\"x\",\"b\":\"y\",\"a\":\"second\"}",
                "{\"a\":\"x\",\"a\":\"second\",\"b\":\"y\"}",
                "\ufeff{\"a\":\"x\",\"b\":\"y\"",
                "{\"a\":\"x\",\"b\":\"y\"} trailing"
            })
    void salvaged_brokenText_givesWhatStandsBefore(String text) {
        Map<String, String> members = Json.salvaged(text.getBytes(UTF_8));

        assertThat(members).containsExactly(Map.entry("a", "x"), Map.entry("b", "y"));
    }

    @Test
    void salvaged_numberAtTheEnd_isTakenOnlyWhenComplete() {
        Map<String, String> cut = Json.salvaged("{\"client_id\":123".getBytes(UTF_8));

        assertThat(cut).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"}", ",", " ", ",\"x", ",!", "!", ",\"x\":1e"})
    void salvaged_numberWithSomethingBehindIt_isTaken(String rest) {
        Map<String, String> members = Json.salvaged(("{\"client_id\":123" + rest).getBytes(UTF_8));

        assertThat(members).containsExactly(Map.entry("client_id", "123"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[\"a\"]", "null"})
    void salvaged_noObject_givesNothing(String text) {
        assertThat(Json.salvaged(text.getBytes(UTF_8))).isEmpty();
    }
}
