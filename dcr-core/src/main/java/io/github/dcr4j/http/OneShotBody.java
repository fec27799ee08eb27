package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body that is written once. The HTTP client repeats a request on 408 and on 503 with {@code Retry-After: 0}
 * unless its body says that it cannot; an interceptor of the caller's that repeats it all the same is stopped here,
 * because a second registration makes a second client.
 */
public final class OneShotBody extends RequestBody {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final MediaType FORM = MediaType.get("application/x-www-form-urlencoded");

    private final MediaType type;
    private final byte[] bytes;
    private final AtomicBoolean written = new AtomicBoolean();

    private OneShotBody(MediaType type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /** Returns a JSON body. */
    public static OneShotBody json(byte[] json) {
        return new OneShotBody(JSON, json.clone());
    }

    /** Returns the body of a token request (RFC 6749, section 3.2), of encoded fields. */
    public static OneShotBody form(String form) {
        return new OneShotBody(FORM, form.getBytes(UTF_8));
    }

    /** Returns the same body of a request of which the server has processed nothing. */
    OneShotBody unsent() {
        return new OneShotBody(type, bytes);
    }

    @Override
    public @Nullable MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return bytes.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        if (written.getAndSet(true)) {
            throw new IOException("the request was sent before and is not repeated");
        }
        sink.write(bytes);
    }
}
