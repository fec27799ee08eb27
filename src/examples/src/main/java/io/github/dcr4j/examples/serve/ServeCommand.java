package io.github.dcr4j.examples.serve;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.examples.command.CommandLine;
import io.github.dcr4j.examples.command.ConfigFile;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.Options;
import io.github.dcr4j.upstream.SecretSource;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** {@code serve}: a service that logs people in at every upstream of a file, until it is ended. */
public final class ServeCommand {
    private static final Options OPTIONS =
            new Options(Set.of("--help"), Set.of("--config", "--port", "--cookie-key-file"), Set.of());
    private static final String HELP = """
            Logs people in at every upstream of a configuration, on loopback, until it is ended (SIGTERM).
            Several replicas on one store are one service.
              --config FILE            the upstreams, and the store (src/docs/configuration.md)
              --port NUMBER            where it listens; a free port by default
              --cookie-key-file FILE   32 bytes in Base64, the same for all replicas: a login ends on any of them
            A login begins at /login/NAME and ends at the upstream's redirectUri, {consumer}/oauth/callback by default.
            """;

    private final PrintStream out;
    private final PrintStream err;

    public ServeCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Returns the exit code if it could not start, otherwise nothing until it is interrupted. */
    public int run(List<String> arguments) {
        try {
            CommandLine line = CommandLine.parse(arguments, OPTIONS);
            if (line.has("--help")) {
                out.print(HELP);
                return ExitCode.DONE;
            }
            int port = line.number("--port", 0, 0, 65_535);
            UpstreamsConfig config = ConfigFile.read(line);
            runUntilEnd(Replica.open(config, cookies(line), port, DcrClock.system(), out, err));
            return ExitCode.DONE;
        } catch (IOException | DcrException | IllegalArgumentException | IllegalStateException e) {
            err.println("not started: " + e.getMessage());
            return ExitCode.of(e);
        }
    }

    private LoginCookies cookies(CommandLine line) {
        String file = line.value("--cookie-key-file");
        if (file != null) {
            return LoginCookies.of(SecretSource.file(Path.of(file)).read());
        }
        out.println("no --cookie-key-file: a login ends on the replica that it began on");
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
        out.println("stopped");
    }
}
