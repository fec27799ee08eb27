package io.github.dcr4j.examples.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.canary.Canary;
import io.github.dcr4j.examples.Dcr4j;
import io.github.dcr4j.examples.testing.ProgramRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of {@code login} in this JVM, while it waits for its user. */
final class RunningLogin {
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> exitCode;

    private RunningLogin(List<String> arguments) {
        exitCode = CompletableFuture.supplyAsync(
                () -> Dcr4j.run(arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)));
    }

    static RunningLogin start(String... options) {
        List<String> arguments = new ArrayList<>(List.of("login"));
        arguments.addAll(List.of(options));
        return new RunningLogin(arguments);
    }

    /** Returns the address that the user is to open, once it is printed. */
    String address() {
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> exitCode.isDone() || out.toString(UTF_8).matches("(?s).*\nhttp\\S+\n.*"));
        assertThat(exitCode).as(err.toString(UTF_8)).isNotDone();
        return out.toString(UTF_8).replaceFirst("(?s).*\n(http\\S+)\n.*", "$1");
    }

    /** Returns what it was, once it has ended. */
    ProgramRun end() throws Exception {
        int code = exitCode.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        // the address is for the user, and holds the state
        Canary.text("output of login", out.toString(UTF_8).replaceAll("(?m)^http\\S+$", ""));
        Canary.text("errors of login", err.toString(UTF_8));
        return new ProgramRun(code, out.toString(UTF_8), err.toString(UTF_8));
    }
}
