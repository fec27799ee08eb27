package io.github.dcr4j.examples.tool;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.command.CommandLine;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.FailureText;
import io.github.dcr4j.examples.command.Options;
import io.github.dcr4j.examples.command.ShownText;
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
import io.github.dcr4j.server.NetworkOptions;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * {@code login}: a command-line tool that logs its user in with a browser (RFC 8252), and is the same client on each
 * run.
 */
public final class LoginCommand {
    private static final Options OPTIONS = new Options(
            Set.of("--help", "--allow-private-addresses"),
            Set.of("--issuer", "--file", "--timeout"),
            Set.of("--scope"));
    private static final String HELP = """
            Logs its user in, with a public client on a loopback redirect. The address to open in a browser is printed.
              --issuer URL        the server's issuer
              --file FILE         where the client is kept; the next run is the same client
              --scope SCOPE       repeatable, or several in quotes; without it none is sent, and the server chooses
              --allow-private-addresses   the server may be on a private network (allowPrivateAddresses)
              --timeout SECONDS   how long the user is waited for; 300 by default
            """;

    private final PrintStream out;
    private final PrintStream err;
    private final UnaryOperator<DcrResolverBuilder> settings;

    public LoginCommand(PrintStream out, PrintStream err) {
        this(out, err, UnaryOperator.identity());
    }

    LoginCommand(PrintStream out, PrintStream err, UnaryOperator<DcrResolverBuilder> settings) {
        this.out = out;
        this.err = err;
        this.settings = settings;
    }

    /** Returns the exit code: {@link ExitCode#FAILED} if no user was logged in. */
    public int run(List<String> arguments) {
        try {
            CommandLine line = CommandLine.parse(arguments, OPTIONS);
            if (line.has("--help")) {
                out.print(HELP);
            } else {
                login(line);
            }
            return ExitCode.DONE;
        } catch (DcrException e) {
            FailureText.print(err, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("not logged in: interrupted");
        } catch (IOException | LoginFailedException | IllegalArgumentException | IllegalStateException e) {
            err.println("not logged in: " + e.getMessage());
            return ExitCode.of(e);
        }
        return ExitCode.FAILED;
    }

    private void login(CommandLine line) throws IOException, InterruptedException {
        String issuer = line.required("--issuer");
        Path file = Path.of(line.required("--file"));
        Duration timeout = Duration.ofSeconds(line.number("--timeout", 300, 1, 86_400));
        Set<String> registered = ConcurrentHashMap.newKeySet();
        try (LoopbackCallback callback = LoopbackCallback.open();
                FileDcrCredentialStore store = FileDcrCredentialStore.open(file);
                DcrResolver resolver = settings.apply(
                                DcrResolver.builder(store).listener(event -> note(event, registered)))
                        .build()) {
            CodeExchange codes = new CodeExchange(DcrClock.system());
            DcrRequestBuilder asking = DcrRequest.builder("dcr4j-login")
                    .upstreamIssuer(issuer)
                    .scopes(line.scopes())
                    .redirectUri(callback.address()) // another port is the same client
                    .publicClient();
            if (line.has("--allow-private-addresses")) {
                asking.network(NetworkOptions::allowPrivateAddresses);
            }
            DcrRequest request = asking.build();
            DcrCredentials client = resolver.resolve(request);
            out.println("client " + ShownText.cleaned(client.clientId())
                    + (registered.contains(client.generation()) ? ", registered now" : ", kept from an earlier run"));
            List<String> scopes = AuthorizationRequest.scopes(client, line.scopes());
            BegunLogin login = BegunLogin.with(client, issuer, scopes, request.redirectUri(), Instant.now());
            callback.listen(login.state());
            out.println("open this address in a browser:");
            out.println(AuthorizationRequest.address(client, login, scopes));
            Secret code = callback.await(timeout).codeFor(client);
            try {
                print(codes.redeem(code, login, client, request.authentication(), resolver.serverHttp(request)));
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
