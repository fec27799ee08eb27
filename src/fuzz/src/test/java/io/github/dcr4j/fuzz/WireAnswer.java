package io.github.dcr4j.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer as an input spells it: three digits of status, headers, an empty line, a body. Every input is one:
 * what is no header is left out. {@code X-Repeat: 9} sends the body that often, {@code X-Cut: 1} breaks the connection
 * after it.
 *
 * @param status the status, 200 where the input has none
 * @param headers the headers, with whatever bytes a server may put into a value
 * @param body the body
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record WireAnswer(int status, Headers headers, byte[] body) {
    private static final int LONGEST_BODY = 1_100_000;

    /** Reads an input. */
    public static WireAnswer of(byte[] input) {
        Headers.Builder headers = new Headers.Builder();
        String start = "";
        int at = 0;
        for (int line = 0; at < input.length; line++) {
            int end = at;
            while (end < input.length && input[end] != '\n') {
                end++;
            }
            String text = new String(input, at, end - at, UTF_8);
            at = Math.min(end + 1, input.length);
            if (line == 0) {
                start = text;
            } else if (text.isEmpty()) {
                break;
            } else {
                add(headers, text);
            }
        }
        return new WireAnswer(status(start), headers.build(), Arrays.copyOfRange(input, at, input.length));
    }

    private static int status(String start) {
        return start.matches("(?s)[1-9][0-9]{2}.*") ? Integer.parseInt(start.substring(0, 3)) : 200;
    }

    private static void add(Headers.Builder headers, String line) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).matches("[A-Za-z0-9-]+")) {
            headers.addUnsafeNonAscii(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }

    /** Returns the same answer with another status and body. */
    public WireAnswer with(int otherStatus, byte[] otherBody) {
        return new WireAnswer(otherStatus, headers, otherBody);
    }

    /** Returns the answer as the HTTP client hands it on. */
    public Response to(Request request) {
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("")
                .headers(headers)
                .body(responseBody())
                .build();
    }

    private ResponseBody responseBody() {
        Buffer content = new Buffer();
        for (int i = repeats(); i > 0 && content.size() < LONGEST_BODY; i--) {
            content.write(body);
        }
        BufferedSource source = headers.get("X-Cut") == null ? content : Okio.buffer(new Cut(content));
        return new ResponseBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null;
            }

            @Override
            public long contentLength() {
                return -1;
            }

            @Override
            public BufferedSource source() {
                return source;
            }
        };
    }

    private int repeats() {
        String text = headers.get("X-Repeat");
        return text != null && text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 1;
    }

    /** Whether the client is given more or less than {@link #body}. */
    public boolean whole() {
        return repeats() == 1 && headers.get("X-Cut") == null;
    }

    private static final class Cut extends ForwardingSource {
        Cut(Buffer content) {
            super(content);
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long read = super.read(sink, byteCount);
            if (read < 0) {
                throw new IOException("cut off");
            }
            return read;
        }
    }
}
