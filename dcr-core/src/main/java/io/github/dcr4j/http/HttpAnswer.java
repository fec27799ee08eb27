package io.github.dcr4j.http;

import io.github.dcr4j.Secret;
import io.github.dcr4j.json.BodyText;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Members;
import io.github.dcr4j.json.ServerText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** An answer, its body in memory as far as it was read. Immutable and thread-safe. */
public final class HttpAnswer {
    private final EndpointUrl url;
    private final int status;
    private final Headers headers;
    private final String mediaType;
    private final byte[] body;
    private final BodyText text;
    private final BodyState bodyState;
    private final @Nullable CallAuthorization authorization;
    private final Secret[] ours;

    /** How much of the body there is. */
    public enum BodyState {
        /** All of it. */
        COMPLETE("is complete"),
        /** As much as is allowed; there was more. */
        TOO_LARGE("is larger than is read"),
        /** What came before the connection broke. */
        CUT_OFF("breaks off"),
        /**
         * Nothing: it is compressed or otherwise encoded, although that was not asked for, in a way that is not read.
         */
        ENCODED("has a Content-Encoding that was not asked for and cannot be read"),
        /** What came in time. */
        TOO_SLOW("did not come in time");

        private final String sentence;

        BodyState(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }

    public HttpAnswer(HttpCall call, int status, Headers headers, byte[] body, BodyState bodyState) {
        this.url = call.url();
        this.authorization = call.authorization();
        this.ours = authorization == null ? new Secret[0] : authorization.confidential();
        this.status = status;
        this.headers = headers;
        this.mediaType = mediaType(headers.get("Content-Type"));
        this.body = body;
        this.text = BodyText.of(body, headers.get("Content-Type"));
        this.bodyState = bodyState;
    }

    private HttpAnswer(HttpAnswer answer, Secret[] ours) {
        url = answer.url;
        status = answer.status;
        headers = answer.headers;
        mediaType = answer.mediaType;
        body = answer.body;
        text = answer.text;
        bodyState = answer.bodyState;
        authorization = answer.authorization;
        this.ours = ours;
    }

    /** Returns the same answer, in which this secret is masked as well. */
    public HttpAnswer masking(@Nullable Secret secret) {
        return secret == null
                ? this
                : new HttpAnswer(
                        this, Stream.concat(Stream.of(ours), Stream.of(secret)).toArray(Secret[]::new));
    }

    /** Returns a text of this answer fit for a message: what was sent in confidence and is echoed is masked. */
    public String cleaned(String text) {
        return ServerText.clean(text, ours);
    }

    /** Returns what messages call that by which the call was authorized; {@code null} if it was not. */
    public @Nullable String authorizedBy() {
        return authorization == null ? null : authorization.name();
    }

    /** Returns who answered, after redirects. */
    public EndpointUrl url() {
        return url;
    }

    public int status() {
        return status;
    }

    public boolean successful() {
        return status >= 200 && status < 300;
    }

    public boolean redirect() {
        return status >= 300 && status < 400;
    }

    /** Returns where a redirect points, fit for a message: " to" and the address, or nothing. */
    public String whereTo() {
        String location = headers.get("Location");
        return location == null ? "" : " to " + ServerText.cleanAddress(location, ours);
    }

    @Nullable
    public String header(String name) {
        return headers.get(name);
    }

    /** Returns all headers; of several with one name the last. */
    public Map<String, String> headers() {
        Map<String, String> all = new LinkedHashMap<>();
        headers.forEach(header -> all.put(header.getFirst().toLowerCase(Locale.ROOT), header.getSecond()));
        return all;
    }

    /**
     * Returns whether it asks for a bearer token (RFC 6750, section 3), which some servers do with another status than
     * 401.
     */
    public boolean challengesForBearerToken() {
        String challenge = headers.get("WWW-Authenticate");
        return challenge != null && challenge.regionMatches(true, 0, "Bearer", 0, "Bearer".length());
    }

    /** Returns the body's bytes, which the caller does not change. */
    public byte[] body() {
        return body;
    }

    /** Returns the body's characters. */
    public BodyText text() {
        return text;
    }

    public BodyState bodyState() {
        return bodyState;
    }

    public boolean complete() {
        return bodyState == BodyState.COMPLETE;
    }

    /** Returns the media type in lower case without parameters, empty if there is none. */
    String mediaType() {
        return mediaType;
    }

    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    public boolean saysJson() {
        return mediaType.equals("application/json") || mediaType.endsWith("+json");
    }

    /** Notes how the answer's media type and body depart from the JSON that is due. */
    public void deviations(Members members) {
        if (!mediaType.equals("application/json")) {
            members.deviates(DeviationCode.MEDIA_TYPE, "Content-Type", mediaType.isEmpty() ? "missing" : "other");
        }
        if (text.declared() != null) {
            members.deviates(
                    DeviationCode.CHARSET,
                    "Content-Type",
                    text.declared().name().toLowerCase(Locale.ROOT));
        }
        if (encoded()) {
            members.deviates(DeviationCode.CONTENT_ENCODING, "Content-Encoding", "gzip");
        }
    }

    private boolean encoded() {
        String coding = headers.get("Content-Encoding");
        return coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity");
    }

    /** Returns whether this is a page for people, whatever its media type says. */
    public boolean html() {
        return mediaType.contains("html")
                || text.text()
                        .substring(0, Math.min(text.text().length(), 64))
                        .stripLeading()
                        .startsWith("<");
    }
}
