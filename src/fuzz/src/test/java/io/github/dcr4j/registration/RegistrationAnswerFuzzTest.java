package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.fuzz.CannedHttp;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.FixedTime;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.fuzz.WireAnswer;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A server's whole answer to a registration. */
class RegistrationAnswerFuzzTest {
    private static final String INITIAL_ACCESS_TOKEN = "iAt-0xSECRET.93jf~Lw02";
    private static final EndpointUrl ENDPOINT =
            EndpointUrl.ofOperator("registrationEndpoint", "https://as.example.com/tenant/register?v=2");
    private static final RegistrationRequest REQUEST = RegistrationRequest.builder()
            .redirectUris(List.of("https://gateway.example.com/oauth/callback"))
            .scopes(List.of("openid"))
            .build();
    private static final CannedHttp HTTP = new CannedHttp();

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/json.dict")
    void register(byte[] input) {
        WireAnswer answer = WireAnswer.of(input);

        RegistrationResult result = Cost.bounded(() -> register(answer));

        boolean yes = answer.status() >= 200 && answer.status() < 300;
        Promise.that(HTTP.asked().size() == 1, "sent " + HTTP.asked().size() + " times");
        if (!identifiers(result).contains(INITIAL_ACCESS_TOKEN)) { // they are shown, whatever a server makes them of
            Promise.without("result", result.toString(), INITIAL_ACCESS_TOKEN);
        }
        if (result instanceof RegistrationResult.Registered registered) {
            Promise.that(answer.status() == 200 || answer.status() == 201, "registered by " + answer.status());
            RegisteredPromises.check(registered.response());
            if (answer.whole()) {
                survivesDamage(answer, registered.response());
            }
        } else if (result instanceof RegistrationResult.Unusable unusable) {
            Promise.that(yes, "a client out of nothing");
            failure(unusable.failure());
            RegisteredPromises.clientId(unusable.clientId());
            RegisteredPromises.management(unusable.management(), ENDPOINT);
        } else if (result instanceof RegistrationResult.Refused refused) {
            Promise.that(!yes || refused.failure().error().isPresent(), "refused by " + answer.status());
            Promise.that(!yes || !refused.complete(), "may be repeated after " + answer.status());
            failure(refused.failure());
            refused(refused.failure());
        } else if (result instanceof RegistrationResult.Unknown unknown) {
            Promise.that(answer.status() >= 500, "unknown after " + answer.status());
            failure(unknown.failure());
        } else {
            throw new AssertionError("it was sent");
        }
    }

    private static String identifiers(RegistrationResult result) {
        if (result instanceof RegistrationResult.Registered registered) {
            return registered.response().clientId();
        }
        if (result instanceof RegistrationResult.Unusable unusable) {
            DcrManagement management = unusable.management();
            return unusable.clientId() + " " + (management == null ? "" : management.registrationClientUri());
        }
        return "";
    }

    private static RegistrationResult register(WireAnswer answer) {
        RegistrationClient client = new RegistrationClient(HTTP.answering(answer), FixedTime.clock());
        return client.register(
                ENDPOINT, REQUEST, CallAuthorization.bearer(Secret.of(INITIAL_ACCESS_TOKEN)), Duration.ofDays(1));
    }

    private static void failure(DcrException failure) {
        Promise.fit(failure, 2_000, INITIAL_ACCESS_TOKEN);
        Promise.that(failure.step() == Step.REGISTER, "failed at " + failure.step());
    }

    private static void refused(DcrRefusedException failure) {
        failure.error().ifPresent(text -> Promise.fit("error", text, 256));
        failure.description().ifPresent(text -> Promise.fit("description", text, 256));
        failure.retryAfter()
                .ifPresent(wait -> Promise.that(
                        wait.compareTo(Duration.ofSeconds(1)) >= 0 && wait.compareTo(Duration.ofHours(1)) <= 0,
                        "to be retried after " + wait));
    }

    /** Whatever else is wrong with an answer that names a client, the client is not lost. */
    private static void survivesDamage(WireAnswer answer, RegistrationResponse good) {
        byte[] body = answer.body();
        int end = body.length;
        while (body[end - 1] != '}') {
            end--;
        }
        byte[] open = java.util.Arrays.copyOf(body, end - 1);
        kept("another status", answer.with(202, body), good);
        // with a blank: without anything behind it, a number may be half
        kept("not closed", answer.with(201, joined(open, " ")), good);
        kept("cut off after a comma", answer.with(201, joined(open, ",")), good);
        kept("text after it", answer.with(201, joined(body, "}")), good);
        kept("a byte order mark, not closed", answer.with(201, joined("\uFEFF", withoutMark(open), " ")), good);
        kept("a member twice", answer.with(201, joined("{\"x\":1,\"x\":2," + inside(body, end), "}")), good);
        kept("not UTF-8", answer.with(201, joined(open, ",\"x\":\"\uFFFE\"}".getBytes(UTF_8), new byte[] {-1})), good);
    }

    private static String inside(byte[] body, int end) {
        String text = new String(body, 0, end - 1, UTF_8);
        return text.substring(text.indexOf('{') + 1);
    }

    private static byte[] withoutMark(byte[] body) {
        boolean marked = body.length > 2 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
        return marked ? java.util.Arrays.copyOfRange(body, 3, body.length) : body;
    }

    private static byte[] joined(Object... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object part : parts) {
            all.writeBytes(
                    part instanceof byte[] bytes ? bytes : part.toString().getBytes(UTF_8));
        }
        return all.toByteArray();
    }

    private static void kept(String damage, WireAnswer damaged, RegistrationResponse good) {
        RegistrationResult result = register(damaged);
        Promise.that(result instanceof RegistrationResult.Unusable, damage + ": is no longer noticed");
        RegistrationResult.Unusable unusable = (RegistrationResult.Unusable) result;
        Promise.that(good.clientId().equals(unusable.clientId()), damage + ": the client id is lost");
        Promise.that(same(good.management(), unusable.management()), damage + ": the management data are lost");
    }

    private static boolean same(@Nullable DcrManagement one, @Nullable DcrManagement other) {
        return Objects.equals(one, other);
    }
}
