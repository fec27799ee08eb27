package io.github.dcr4j.examples.tool;

import io.github.dcr4j.examples.command.Terminal;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine;

/**
 * {@code login} in a JVM of its own: says that it is there, begins when it is told to, and ends when its input does, so
 * that it never outlives who started it. Its time-outs are those of a machine that is busy starting many of them.
 */
final class LoginProgram {
    private LoginProgram() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("ready");
        if (System.in.read() < 0) {
            return;
        }
        System.out.println("begun");
        Thread watch = new Thread(LoginProgram::endWithInput);
        watch.setDaemon(true);
        watch.start();
        LoginCommand login = new LoginCommand(
                new Terminal(System.out, System.err),
                settings -> settings.leaseDuration(Duration.ofMinutes(1))
                        .callTimeout(Duration.ofSeconds(50))
                        .maxWait(Duration.ofMinutes(2)));
        System.exit(new CommandLine(login).execute(arguments));
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // nothing more is ever said
            }
        } catch (IOException e) {
            // it has ended
        }
        Runtime.getRuntime().halt(2);
    }
}
