package io.github.dcr4j.examples.visit;

import java.io.IOException;
import java.io.PrintStream;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Prints each request that the resolver sends, and the status it got: method, address without its query, no header and
 * no body.
 */
final class RequestPrinter implements Interceptor {
    private final PrintStream out;

    RequestPrinter(PrintStream out) {
        this.out = out;
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
}
