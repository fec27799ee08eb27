package io.github.dcr4j.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.Secret;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.Promise;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** Text from outside that is to stand in a message. */
class ServerTextFuzzTest {
    private static final Secret[] SECRETS = {Secret.of("iAt-0xSECRET.93jf~Lw02"), Secret.of("//tok+en/==")};
    private static final Pattern USER_INFO = Pattern.compile("://[^\\s/?#]*@");
    private static final Pattern QUERY = Pattern.compile("(?i)https?://[^\\s?#\"'<>]*[?#]");

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/text.dict")
    void clean(byte[] input) {
        check(new String(input, UTF_8));
        // with halves of surrogate pairs
        check(UTF_16BE.decode(ByteBuffer.wrap(input)).toString());
        StringBuilder units = new StringBuilder();
        for (int i = 0; i + 1 < input.length; i += 2) {
            units.append((char) ((input[i] & 0xff) << 8 | (input[i + 1] & 0xff)));
        }
        check(units.toString());
    }

    private static void check(String text) {
        String clean = Cost.bounded(() -> ServerText.clean(text, SECRETS));

        Promise.fit("clean text", clean, 256);
        Promise.that(clean.equals(ServerText.clean(clean, SECRETS)), "cleaning once is not enough");
        for (Secret secret : SECRETS) {
            Promise.without("clean text", clean, secret.reveal());
            Promise.without("clean text", clean, URLEncoder.encode(secret.reveal(), UTF_8));
        }
        Promise.that(!clean.contains("${"), "a look-up");
        Promise.that(!USER_INFO.matcher(clean).find(), "user information");
        Promise.that(!QUERY.matcher(clean).find(), "a query");
        Promise.that(clean.equals(clean.strip()), "blanks at the ends");
    }
}
