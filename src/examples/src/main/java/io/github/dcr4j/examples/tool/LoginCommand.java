package io.github.dcr4j.examples.tool;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.FailedException;
import io.github.dcr4j.examples.command.NetworkFlags;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.examples.command.Terminal;
import io.github.dcr4j.examples.command.UsageException;
import io.github.dcr4j.examples.login.AuthorizationRequest;
import io.github.dcr4j.examples.login.BegunLogin;
import io.github.dcr4j.examples.login.ClientRejectedException;
import io.github.dcr4j.examples.login.CodeExchange;
import io.github.dcr4j.examples.login.LoginFailedException;
import io.github.dcr4j.examples.login.TokenResponse;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code login}: a command-line tool that logs its user in with a browser (RFC 8252), and is the same client on each
 * run.
 */
@Command(
        name = "login",
        header = "Logs its user in at a server, with a browser.",
        sortOptions = false,
        description = "The client is public, on a loopback redirect. The address to open is printed.")
public final class LoginCommand implements Callable<Integer> {
    private static final int LONGEST_WAIT = 86_400;

    private final PrintStream out;
    private final UnaryOperator<DcrResolverBuilder> settings;

    @Option(names = "--issuer", paramLabel = "URL", required = true, description = "the server's issuer")
    String issuer = "";

    @Option(
            names = "--file",
            paramLabel = "FILE",
            required = true,
            description = "where the client is kept; the next run is the same client")
    Path file = Path.of("");

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "repeatable, or several in quotes; without it none is sent, and the server chooses")
    List<String> given = List.of();

    @Mixin
    NetworkFlags network = new NetworkFlags();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "how long the user is waited for; 300 by default")
    int seconds = 300;

    public LoginCommand(Terminal terminal) {
        this(terminal, UnaryOperator.identity());
    }

    LoginCommand(Terminal terminal, UnaryOperator<DcrResolverBuilder> settings) {
        out = terminal.out();
        this.settings = settings;
    }

    /** Returns the exit code if a user was logged in. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds < 1 || seconds > LONGEST_WAIT) {
            throw new UsageException("--timeout must be a number from 1 to " + LONGEST_WAIT);
        }
        try {
            login();
            return ExitCode.DONE;
        } catch (LoginFailedException e) {
            throw new FailedException("not logged in: " + e.getMessage());
        }
    }

    private void login() throws IOException, InterruptedException {
        List<String> wanted = given.stream()
                .flatMap(one -> Arrays.stream(one.strip().split(" +")))
                .toList();
        Set<String> registered = ConcurrentHashMap.newKeySet();
        try (LoopbackCallback callback = LoopbackCallback.open();
                FileDcrCredentialStore store = FileDcrCredentialStore.open(file);
                DcrResolver resolver = settings.apply(
                                DcrResolver.builder(store).listener(event -> note(event, registered)))
                        .build()) {
            DcrRequestBuilder asking = DcrRequest.builder("dcr4j-login")
                    .upstreamIssuer(issuer)
                    .scopes(wanted)
                    .redirectUri(callback.address()) // another port is the same client
                    .publicClient();
            network.set(asking);
            DcrRequest request = asking.build();
            DcrCredentials client = resolver.resolve(request);
            out.println("client " + ShownText.cleaned(client.clientId())
                    + (registered.contains(client.generation()) ? ", registered now" : ", kept from an earlier run"));
            List<String> scopes = AuthorizationRequest.scopes(client, wanted);
            BegunLogin login = BegunLogin.with(client, issuer, scopes, request.redirectUri(), Instant.now());
            callback.listen(login.state());
            out.println("open this address in a browser:");
            out.println(AuthorizationRequest.address(client, login, scopes, null));
            Secret code = callback.await(Duration.ofSeconds(seconds)).codeFor(client);
            try {
                print(new CodeExchange(DcrClock.system())
                        .redeem(code, login, client, request.authentication(), resolver.serverHttp(request), null));
            } catch (ClientRejectedException e) {
                resolver.reportRejected(request, client, e.why());
                throw new LoginFailedException(
                        e.status(),
                        "the server no longer knows client " + ShownText.cleaned(client.clientId())
                                + "; run this again, there is another");
            }
        }
    }

    /** Takes note of what this run registered; another one that runs at the same time may have been first. */
    private static void note(DcrEvent event, Set<String> registered) {
        if (event instanceof DcrEvent.Registered done) {
            registered.add(done.generation());
        } else if (event instanceof DcrEvent.Unpublished done) {
            registered.add(done.generation());
        }
    }

    private void print(TokenResponse tokens) {
        String subject = tokens.subject();
        out.println("logged in" + (subject == null ? "" : " as " + ShownText.cleaned(subject)));
        out.println("a token was granted: " + tokens.granted());
    }
}
