package io.github.dcr4j.server;

/**
 * Calls to the endpoints of one authorization server, guarded as the library's own are: user info, revocation, keys,
 * tokens.
 *
 * <p>Only {@code https} is dialled, and {@code http} on loopback where the caller named that server. Every address that
 * a name leads to is checked before it is dialled: private networks need {@code allowPrivateAddresses()} on the
 * request; link-local addresses and a cloud's metadata service are never dialled. No redirect is followed, nothing is
 * repeated, no cookie kept, nothing cached; each call has a connection of its own. A call takes no longer than the
 * resolver's call time-out, 10 s by default. Of an answer 1 MiB is read, of an error 8 KiB.
 *
 * <p>Get one from {@code DcrResolver.serverHttp}, {@code UpstreamClient.serverHttp} or {@code DcrProtocol.http}.
 * Thread-safe; it holds no connections and is not closed. Implement it in tests.
 *
 * <pre>{@code
 * ServerHttp http = resolver.serverHttp(request);
 * URI userinfo = resolver.serverMetadata(request).userinfoEndpoint().orElseThrow();
 * ServerAnswer answer = http.send(ServerRequest.get(userinfo).bearer(accessToken));
 * }</pre>
 */
@FunctionalInterface
public interface ServerHttp {
    /**
     * Sends {@code request}, once, on this thread, and returns the answer, whatever its status.
     *
     * @throws ServerHttpException if there is no answer, or a successful one that could not be read whole
     * @throws IllegalStateException if what it was got from is closed; nothing was sent
     */
    ServerAnswer send(ServerRequest request) throws ServerHttpException;
}
