package io.github.dcr4j.examples.serve;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.examples.login.CodeExchange;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** One running replica of {@code serve}, and all that has to be closed with it. */
final class Replica implements AutoCloseable {
    /** What to close, the last that was opened first. */
    private final Deque<Runnable> opened = new ArrayDeque<>();

    private int port;

    private Replica() {}

    /**
     * Opens the upstreams, takes the port, resolves, says what came of it, and serves.
     *
     * @throws IOException if the port cannot be had; whatever was opened by then is closed again, as after any failure
     */
    static Replica open(
            UpstreamsConfig config, LoginCookies cookies, int port, DcrClock clock, PrintStream out, PrintStream err)
            throws IOException {
        RedirectAddresses redirects = new RedirectAddresses(config);
        Replica replica = new Replica();
        try {
            Upstreams upstreams = Upstreams.builder(config).clock(clock).open();
            replica.opened.push(upstreams::close);
            UpstreamLogins logins = new UpstreamLogins(upstreams, redirects, cookies, new CodeExchange(clock), clock);
            LoginService service = LoginService.bind(port, redirects, logins, new ClientDocuments(config), err);
            replica.opened.push(service::close);
            upstreams.resolveAll().forEach(result -> out.println(line(result, redirects)));
            service.start();
            replica.port = service.port();
            out.println("listening on http://127.0.0.1:" + service.port() + "; a login begins at /login/NAME");
            return replica;
        } catch (IOException | RuntimeException | Error e) {
            replica.close();
            throw e;
        }
    }

    private static String line(UpstreamResult result, RedirectAddresses redirects) {
        if (!(result instanceof UpstreamResult.Ready ready)) {
            return ShownText.oneLine(result.toString()); // the name, and why
        }
        DcrCredentials client = ready.credentials();
        // one server could pass another's answer off as its own (RFC 9700, section 4.4.2)
        boolean mistakable = redirects.isShared(ready.name()) && !client.issParameterSupported();
        return "upstream " + ready.name() + " can be used: client " + ShownText.cleaned(client.clientId())
                + ", generation " + client.generation()
                + (mistakable ? "; it sends no iss: give it a redirectUri of its own" : "");
    }

    /** Returns the port that it listens on. */
    int port() {
        return port;
    }

    /** Stops serving, then closes the upstreams and their store. Calling it again does nothing. */
    @Override
    public void close() {
        Runnable last = opened.poll();
        if (last == null) {
            return;
        }
        try {
            last.run();
        } finally {
            close();
        }
    }
}
