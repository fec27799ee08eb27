package io.github.dcr4j.conformance.life;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Random;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** Lets some calls fail, each in one of several ways, some of them after the server has done what was asked. */
final class RandomFailures implements Interceptor {
    private static final MediaType HTML = MediaType.get("text/html");

    private final Random random;
    private final double share;

    /** Creates failures that a seeded source of chance decides on. */
    RandomFailures(Random random, double share) {
        this.random = random;
        this.share = share;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        double chance;
        int way;
        synchronized (random) {
            chance = random.nextDouble();
            way = random.nextInt(6);
        }
        if (chance >= share) {
            return chain.proceed(chain.request());
        }
        return switch (way) {
            case 0 -> throw new ConnectException("refused by chance");
            case 1 -> {
                chain.proceed(chain.request()).close();
                throw new IOException("broken off by chance");
            }
            case 2 -> instead(chain.request(), 503, "busy");
            case 3 -> instead(chain.request(), 500, "failed");
            case 4 -> instead(chain.request(), 429, "slow down");
            default -> {
                chain.proceed(chain.request()).close();
                yield instead(chain.request(), 201, "<html>a proxy</html>");
            }
        };
    }

    private static Response instead(Request request, int status, String body) {
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("by chance")
                .body(ResponseBody.create(body, HTML))
                .build();
    }
}
