package io.github.dcr4j.http;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A JSON body that is written once. The HTTP client repeats a request on 408 and on 503 with {@code Retry-After: 0}
 * unless its body says that it cannot; an interceptor of the caller's that repeats it all the same is stopped here,
 * because a second registration makes a second client.
 */
public final class OneShotJson extends RequestBody {
    private static final MediaType JSON = MediaType.get("application/json");

    private final byte[] json;
    private final AtomicBoolean written = new AtomicBoolean();

    public OneShotJson(byte[] json) {
        this.json = json.clone();
    }

    @Override
    public @Nullable MediaType contentType() {
        return JSON;
    }

    @Override
    public long contentLength() {
        return json.length;
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
        sink.write(json);
    }
}
