package io.github.dcr4j.examples.visit;

import java.io.IOException;
import java.io.PrintStream;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * An HTTP client that prints each request, and the status it got: method, address without its query, no header and no
 * body.
 */
final class PrintingHttp implements Interceptor, AutoCloseable {
    private final PrintStream out;
    private final OkHttpClient client;

    PrintingHttp(PrintStream out) {
        this.out = out;
        client = new OkHttpClient.Builder().addInterceptor(this).build();
    }

    OkHttpClient client() {
        return client;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        String line = "   sent: " + request.method() + " " + address(request.url());
        try {
            Response response = chain.proceed(request);
            out.println(line + " -> " + response.code());
            return response;
        } catch (IOException e) {
            out.println(line + " -> no answer");
            throw e;
        }
    }

    private static String address(HttpUrl url) {
        return url.newBuilder().query(null).username("").password("").build().toString();
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
