package io.github.dcr4j.springserver;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spring Authorization Server in a child JVM, on a free port of 127.0.0.1, from its start until {@link #close()}.
 *
 * <p>The child has the class path that the module {@code dcr-spring-server} wrote down when it was built, and nothing
 * of this JVM's. It ends when its standard input ends, so it does not outlive a JVM that dies. What it logs is in
 * {@code target/spring-authorization-server}. Safe for concurrent use.
 */
public final class SpringAuthorizationServer implements AutoCloseable {

    private static final Duration STOP_PATIENCE = Duration.ofMinutes(3);
    private static final Duration TOKEN_PATIENCE = Duration.ofMinutes(3);

    private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

    private final Process process;
    private final URI issuer;
    private final Path log;
    private final String registrarSecret;

    private SpringAuthorizationServer(SpringServerProcess child, String registrarSecret) {
        this.process = child.process();
        this.issuer = child.issuer();
        this.log = child.log();
        this.registrarSecret = registrarSecret;
    }

    /** Returns a builder for a server with a root issuer, no registration endpoint, and secrets that do not expire. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the issuer, without a slash at its end. */
    public String issuer() {
        return issuer.toString();
    }

    /** Returns what is at {@code path} below the issuer. */
    public URI endpoint(String path) {
        return URI.create(issuer + path);
    }

    /** Returns {@code path} on the server, whatever path its issuer has. */
    public URI at(String path) {
        return issuer.resolve(path);
    }

    /**
     * Returns a new initial access token, obtained from the server's token endpoint by the client credentials grant.
     *
     * <p>The server takes each token for one successful registration, within five minutes.
     *
     * @throws IOException if the server does not answer, or not with a token
     */
    public String initialAccessToken() throws IOException, InterruptedException {
        String credentials =
                Base64.getEncoder().encodeToString(("registrar:" + registrarSecret).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + "/oauth2/token"))
                .timeout(TOKEN_PATIENCE)
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&scope=client.create"))
                .build();
        HttpClient http =
                HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("no initial access token: the token endpoint answered " + response.statusCode());
        }
        Matcher token = ACCESS_TOKEN.matcher(response.body());
        if (!token.find()) {
            throw new IOException("no initial access token: there is none in the answer");
        }
        return token.group(1);
    }

    /** Has the server forget a client, as an operator does who deletes it. */
    public void forget(String clientId) throws IOException {
        OutputStream commands = process.getOutputStream();
        commands.write((clientId + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
        String done = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (!clientId.equals(done)) {
            throw new IOException("the server did not forget the client, and said " + done);
        }
    }

    /**
     * Returns how many requests of that method and path it has answered.
     *
     * @param request {@code POST /oauth2/token}, for example
     */
    public long answered(String request) throws IOException {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(AnsweredRequests.MARK + request + " "))
                    .count();
        }
    }

    /** Returns the child JVM, for tests of its end. */
    public Process process() {
        return process;
    }

    /**
     * Ends the child JVM: in order by closing its standard input, by force if that takes longer than ten seconds or the
     * caller is interrupted.
     */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** What the server is to offer. Not safe for concurrent use. */
    public static final class Builder {

        private final List<String> arguments = new ArrayList<>();

        private Builder() {}

        /** Gives the issuer a path, which starts with a slash and does not end with one. */
        public Builder issuerPath(String path) {
            arguments.add("--issuer-path=" + path);
            return this;
        }

        /** Turns {@code /connect/register} on, always behind an initial access token. */
        public Builder oidcRegistration() {
            arguments.add("--oidc-registration");
            return this;
        }

        /** Turns {@code /oauth2/register} on, behind an initial access token unless it is {@linkplain #open() open}. */
        public Builder oauth2Registration() {
            arguments.add("--oauth2-registration");
            return this;
        }

        /** Lets {@code /oauth2/register} do without an initial access token. */
        public Builder open() {
            arguments.add("--open");
            return this;
        }

        /** Lets a registration name scopes, which the server refuses otherwise. */
        public Builder acceptScopes() {
            arguments.add("--accept-scopes");
            return this;
        }

        /** Leaves out login and protection against forged forms, so that what no endpoint answers is 404. */
        public Builder apiOnly() {
            arguments.add("--api-only");
            return this;
        }

        /** Lets the keys of clients be at http addresses, which the server refuses otherwise. */
        public Builder keysOverHttp() {
            arguments.add("--keys-over-http");
            return this;
        }

        /** Makes client secrets expire after {@code life}, which counts in whole seconds on the wire. */
        public Builder secretLife(Duration life) {
            arguments.add("--secret-life=" + life);
            return this;
        }

        /**
         * Starts the server and returns it when it answers.
         *
         * @throws IOException if it does not become ready; the message names the log that says why
         */
        public SpringAuthorizationServer start() throws IOException {
            String registrarSecret = UUID.randomUUID().toString();
            SpringServerProcess child = SpringServerProcess.start(arguments, registrarSecret);
            return new SpringAuthorizationServer(child, registrarSecret);
        }
    }
}
