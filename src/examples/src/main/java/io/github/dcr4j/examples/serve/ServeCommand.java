package io.github.dcr4j.examples.serve;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.examples.command.ConfigFile;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.Terminal;
import io.github.dcr4j.examples.command.UsageException;
import io.github.dcr4j.upstream.SecretSource;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serve}: a service that logs people in at every upstream of a file, until it is ended. */
@Command(
        name = "serve",
        header = "A service to try: logs people in at every upstream of a configuration.",
        sortOptions = false,
        description = {
            "It listens on loopback until it is ended (SIGTERM).",
            "Several replicas on one store are one service. A login begins at /login/NAME and ends at the upstream's"
                    + " redirectUri, {consumer}/oauth/callback by default."
        })
public final class ServeCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;

    private final Terminal terminal;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the upstreams, and the store (src/docs/configuration.md)")
    @Nullable
    Path config;

    @Option(names = "--port", paramLabel = "NUMBER", description = "where it listens; a free port by default")
    int port;

    @Option(
            names = "--cookie-key-file",
            paramLabel = "FILE",
            description = "32 bytes in Base64, the same for all replicas: a login ends on any of them")
    @Nullable
    Path cookieKeyFile;

    public ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Returns nothing until it is interrupted. */
    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > LAST_PORT) {
            throw new UsageException("--port must be a number from 0 to " + LAST_PORT);
        }
        UpstreamsConfig upstreams = ConfigFile.read(config);
        runUntilEnd(Replica.open(upstreams, cookies(), port, DcrClock.system(), terminal.out(), terminal.err()));
        return ExitCode.DONE;
    }

    private LoginCookies cookies() {
        if (cookieKeyFile != null) {
            return LoginCookies.of(SecretSource.file(cookieKeyFile).read());
        }
        terminal.out().println("no --cookie-key-file: a login ends on the replica that it began on");
        return LoginCookies.ofThisProcess();
    }

    private void runUntilEnd(Replica replica) {
        Thread stop = new Thread(() -> stop(replica), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Runtime.getRuntime().removeShutdownHook(stop);
            stop(replica);
            Thread.currentThread().interrupt();
        }
    }

    private void stop(Replica replica) {
        replica.close();
        terminal.out().println("stopped");
    }
}
