package io.github.dcr4j.conformance;

import io.github.dcr4j.DcrCredentials;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One login of one user with PKCE (RFC 7636): the browser's part, which gives whatever a form asks for, and the
 * client's.
 */
public final class Login {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MOST_STEPS = 10;
    private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
    private static final Pattern INPUT = Pattern.compile("<input[^>]*>");
    private static final Pattern NAME = Pattern.compile(" name=\"([^\"]+)\"");
    private static final Pattern VALUE = Pattern.compile(" value=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    /** Sends secure cookies to loopback over http too, as browsers do. */
    private static final class Cookies extends CookieManager {
        @Override
        public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) throws IOException {
            return super.get(URI.create(uri.toString().replaceFirst("^http:", "https:")), headers);
        }
    }

    private final HttpClient browser = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .cookieHandler(new Cookies())
            .build();
    private final String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
    private final DcrCredentials client;
    private final String redirectUri;
    private final List<String> scopes;

    /**
     * Prepares a login for what the client was registered for; it ends at {@code redirectUri}, where nothing listens.
     */
    public Login(DcrCredentials client, String redirectUri) {
        this(client, redirectUri, client.scopes());
    }

    /** Prepares a login for {@code scopes}; it ends at {@code redirectUri}, where nothing listens. */
    public Login(DcrCredentials client, String redirectUri, List<String> scopes) {
        this.client = client;
        this.redirectUri = redirectUri;
        this.scopes = scopes;
    }

    /** Logs in, and returns the answer of the token endpoint to the code. */
    public HttpResponse<String> tokens() throws Exception {
        return tokens(code());
    }

    /** Returns the answer of the token endpoint to {@code code}. */
    public HttpResponse<String> tokens(String code) throws Exception {
        return new PlainCalls()
                .token(
                        client,
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "redirect_uri",
                                redirectUri,
                                "code_verifier",
                                verifier));
    }

    /** Logs in, and returns the code that the browser brings. */
    public String code() throws IOException, InterruptedException, GeneralSecurityException {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", client.clientId());
        parameters.put("response_type", "code");
        parameters.put("redirect_uri", redirectUri);
        if (!scopes.isEmpty()) {
            parameters.put("scope", String.join(" ", scopes));
        }
        parameters.put("code_challenge", challenge());
        parameters.put("code_challenge_method", "S256");
        URI address = URI.create(client.authorizationEndpoint().orElseThrow() + "?" + encoded(parameters));
        HttpResponse<String> answer = browse(HttpRequest.newBuilder(address));
        for (int step = 0; step < MOST_STEPS; step++) {
            String location = answer.headers().firstValue("Location").orElse("");
            if (location.startsWith(redirectUri + "?")) {
                return only(CODE, location);
            }
            answer = location.isEmpty()
                    ? submit(answer)
                    : browse(HttpRequest.newBuilder(answer.uri().resolve(location)));
        }
        throw new IOException("no end of the login after " + MOST_STEPS + " steps, at " + answer.uri());
    }

    private HttpResponse<String> submit(HttpResponse<String> page) throws IOException, InterruptedException {
        URI action = page.uri().resolve(only(FORM, page.body()).replace("&amp;", "&"));
        Map<String, String> fields = new LinkedHashMap<>();
        for (MatchResult input : INPUT.matcher(page.body()).results().toList()) {
            Matcher name = NAME.matcher(input.group());
            Matcher value = VALUE.matcher(input.group());
            if (name.find() && value.find()) {
                fields.put(name.group(1), value.group(1));
            }
        }
        fields.put("login", "somebody");
        fields.put("username", "somebody");
        fields.put("password", "whatever");
        return browse(HttpRequest.newBuilder(action)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(fields))));
    }

    private HttpResponse<String> browse(HttpRequest.Builder request) throws IOException, InterruptedException {
        return browser.send(
                request.timeout(PATIENCE).header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofString());
    }

    private String challenge() throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private static String only(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("the login stops here: " + text);
        }
        return matcher.group(1);
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
