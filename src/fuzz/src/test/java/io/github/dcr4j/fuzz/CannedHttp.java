package io.github.dcr4j.fuzz;

import io.github.dcr4j.http.GuardedHttp;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * The library's own HTTP, whose every call is answered by the same {@link WireAnswer} before anything is dialled or
 * looked up. For one thread.
 */
public final class CannedHttp {
    private final List<HttpUrl> asked = new ArrayList<>();
    private final GuardedHttp http;
    private WireAnswer answer = WireAnswer.of(new byte[0]);

    /** Creates one that answers 200 with nothing. */
    public CannedHttp() {
        OkHttpClient client = new OkHttpClient.Builder()
                .dns(CannedHttp::unknown)
                .addInterceptor(chain -> answered(chain.request().url(), chain.request()))
                .build();
        http = new GuardedHttp(client, "fuzz");
    }

    private static List<InetAddress> unknown(String host) throws UnknownHostException {
        throw new UnknownHostException(host);
    }

    private Response answered(HttpUrl url, okhttp3.Request request) {
        asked.add(url);
        return answer.to(request);
    }

    /** Answers from now on with {@code next}, and forgets who was asked. */
    public GuardedHttp answering(WireAnswer next) {
        answer = next;
        asked.clear();
        return http;
    }

    /** Returns which addresses were asked since. */
    public List<HttpUrl> asked() {
        return List.copyOf(asked);
    }
}
