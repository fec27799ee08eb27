package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Values compressed by raw DEFLATE (RFC 1951), with a dictionary of what records and states begin with, so that short
 * ones shrink, too.
 */
final class Deflated {
    /** A part of format 2: nothing that was deflated with another can be read. */
    private static final String WORDS = """
            "}],"intent":{"call":"UPDATE","REMOVE","REGISTER","startedAt":"202Z","owner":"failures":1,"failuresSpan":["backOffs":[\
            {"text":"The server answered HTTP 503 temporarily_unavailable: invalid_client_metadata invalid_redirect_uri","permanent"\
            :true,"status":400,"error":"boundTo":"former":["cause":"INVALIDATED","REMOVED","reason":"invalidatedAt":1"removedAt":1\
            ","issuer":"https://auth.example.com/realms/login.oauth2/v1/connect/oauth/authorize","providerName":"private_key_jwt\
            client_credentials","scopes":["read write offline_access email openid","\
            {"format":2,"key":{"consumer":"https://www.","upstream":"http://127.0.0.1:8080/oauth/callback"],"scopes":["openid",\
            "profile"],"profile":"client=confidential\\nauth=client_secret_basic,client_secret_post,none\\ngrants=\\napplication=\
            web\\nscope-policy=REQUESTED\\npkce=optional\\nsoftware=\\nvariant="},"generation":"","version":1,"clientId":"",\
            "clientSecret":"","tokenEndpointAuthMethod":"client_secret_basic","management":{"clientId":"","registrationClientUri":\
            "https://","registrationAccessToken":""},"issuer":"https://","issParameterSupported":true,"pkceS256Supported":true,\
            "issParameterSupported":false,"pkceS256Supported":false,"authorizationEndpoint":"https://","tokenEndpoint":"https:///\
            token","redirectUris":["https://"],"scopes":["openid"],"requestedScopes":["openid"],"grantTypes":["authorization_code",\
            "refresh_token"],"registeredMetadata":"{\\"client_id\\":\\"\\",\\"client_name\\":\\"\\",\\"redirect_uris\\":[\\"https://\\"],\
            \\"grant_types\\":[\\"authorization_code\\",\\"refresh_token\\"],\\"response_types\\":[\\"code\\"],\\"scope\\":\\"openid profile\
            \\",\\"application_type\\":\\"web\\",\\"token_endpoint_auth_method\\":\\"client_secret_basic\\"}","clientIdIssuedAt":179\
            ,"clientSecretExpiresAt":179,"createdAt":179\
            {"format":2,"key":"","write":"2.","record":{"generation":"","life":[179]},"version":1,"generations":[{"name":"",\
            "version":1,"clientId":"","management":{"clientId":"","registrationClientUri":"https://","registrationAccessToken":""}\
            ,"secret":[179,7776000000]}],"lease":{"owner":"","deadlineNanos":"","span":[179,30000]},"registrations":[179],"window":\
            3600000,"applied":[{"id":"","answer":"held","span":[179,]},{"id":"","answer":"1","span":[179,86400000]}]}
            """;

    /** From here on the best compression takes milliseconds. */
    private static final int LONG = 8 << 10;

    private Deflated() {}

    /** Returns a shorter form of {@code text}; {@code known} is other text that it may repeat. */
    static byte[] of(byte[] text, String known) {
        Deflater deflater = new Deflater(text.length < LONG ? Deflater.BEST_COMPRESSION : Deflater.BEST_SPEED, true);
        try {
            deflater.setDictionary(dictionary(known));
            deflater.setInput(text);
            deflater.finish();
            byte[] all = new byte[text.length + 64];
            int length = 0;
            while (!deflater.finished()) {
                all = length < all.length ? all : Arrays.copyOf(all, 2 * length);
                length += deflater.deflate(all, length, all.length - length);
            }
            return Arrays.copyOf(all, length);
        } finally {
            deflater.end();
        }
    }

    /** Returns the text of which {@link #of} made {@code deflated}, if it is not longer than {@code longest} bytes. */
    static byte[] inflate(byte[] deflated, String known, int longest) throws BadRowException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(dictionary(known));
            inflater.setInput(deflated);
            byte[] all = new byte[Math.min(longest, 4 * deflated.length + 64)];
            int length = 0;
            while (!inflater.finished()) {
                if (length == longest) {
                    throw new BadRowException("it is longer than " + longest + " bytes");
                }
                all = length < all.length ? all : Arrays.copyOf(all, (int) Math.min(longest, 2L * length));
                int more = inflater.inflate(all, length, all.length - length);
                if (more == 0 && !inflater.finished()) {
                    throw new BadRowException("it is no complete deflated text");
                }
                length += more;
            }
            return Arrays.copyOf(all, length);
        } catch (DataFormatException e) {
            throw new BadRowException("it is no deflated text");
        } finally {
            inflater.end();
        }
    }

    private static byte[] dictionary(String known) {
        return (WORDS + known).getBytes(UTF_8);
    }
}
