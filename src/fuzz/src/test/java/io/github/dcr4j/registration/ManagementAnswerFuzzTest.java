package io.github.dcr4j.registration;

import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_BASIC;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.fuzz.CannedHttp;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.FixedTime;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.fuzz.WireAnswer;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.Members;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

/** A server's whole answer to a read, and the same to an update, of a client that is known. */
class ManagementAnswerFuzzTest {
    private static final String TOKEN = "rAt-0xSECRET.93jf~Lw02";
    private static final String SECRET = "sEc-0xSECRET.77kd~Qz19";
    private static final Instant EXPIRES =
            Instant.ofEpochMilli(FixedTime.MILLIS).plusSeconds(60);
    private static final DcrManagement MANAGEMENT = new DcrManagement(
            "s6BhdRkqt3", URI.create("https://as.example.com/tenant/register/s6BhdRkqt3?v=2"), Secret.of(TOKEN));
    private static final ManagedClient KNOWN = new ManagedClient(MANAGEMENT, Secret.of(SECRET), EXPIRES);
    private static final Egress NOWHERE = new Egress(Set.of(), false, Set.of());
    private static final EndpointUrl OWN = EndpointUrl.ofOperator("own", "https://as.example.com/");
    private static final CannedHttp HTTP = new CannedHttp();

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/json.dict")
    void manage(byte[] input) {
        WireAnswer answer = WireAnswer.of(input);

        ManagementResult result = Cost.bounded(() -> read(answer));

        boolean yes = answer.status() >= 200 && answer.status() < 300;
        Promise.that(HTTP.asked().size() == 1, "sent " + HTTP.asked().size() + " times");
        if (result instanceof ManagementResult.Information information) {
            Promise.that(answer.status() == 200 || answer.status() == 201, "information by " + answer.status());
            information(information);
            sendable(information.response());
            if (answer.whole()) {
                survivesDamage(answer, information.management());
            }
        } else if (result instanceof ManagementResult.Unusable unusable) {
            Promise.that(yes, "information out of nothing");
            failure(unusable.failure());
            management(unusable.management());
        } else {
            boolean error = result instanceof ManagementResult.Refused refused
                    && refused.failure().error().isPresent();
            Promise.that(!yes || error, "no information by " + answer.status());
            failure(failureOf(result));
        }
        sameForAnUpdate(answer.status(), result, update(answer));
    }

    /** RFC 7592, section 2.2: an update is answered 401, not 404, for a client that does not exist. */
    private static void sameForAnUpdate(int status, ManagementResult read, ManagementResult updated) {
        Class<?> expected = status == 404 ? ManagementResult.NotOffered.class : read.getClass();
        Promise.that(updated.getClass().equals(expected), "a read and an update differ");
    }

    private static ManagementResult read(WireAnswer answer) {
        return new ManagementClient(HTTP.answering(answer), FixedTime.clock()).read(KNOWN, NOWHERE, Duration.ofDays(1));
    }

    private static ManagementResult update(WireAnswer answer) {
        return new ManagementClient(HTTP.answering(answer), FixedTime.clock())
                .update(KNOWN, UpdateRequest.of(KNOWN, "{\"x\":1}", CLIENT_SECRET_BASIC), NOWHERE, Duration.ofDays(1));
    }

    private static void information(ManagementResult.Information information) {
        RegistrationResponse response = information.response();
        RegisteredPromises.check(response);
        management(information.management());
        Promise.that(response.clientId().equals(MANAGEMENT.clientId()), "another client");
        Promise.that(information.management().equals(response.management()), "two management data");
        Promise.that(response.clientSecret() != null, "the secret is lost");
        response.deviations().forEach(deviation -> {
            Promise.without("deviation", deviation.toString(), TOKEN);
            Promise.without("deviation", deviation.toString(), SECRET);
        });
        Promise.without("registered metadata", response.registeredMetadata(), TOKEN);
        Promise.without("registered metadata", response.registeredMetadata(), SECRET);
    }

    /** What was read can be sent back, and only what an update may hold (RFC 7592, section 2.2). */
    private static void sendable(RegistrationResponse response) {
        byte[] body = UpdateRequest.of(KNOWN, response.registeredMetadata(), CLIENT_SECRET_BASIC)
                .json();
        try {
            Members sent = new Members(Json.object(body));
            Promise.that("s6BhdRkqt3".equals(sent.text("client_id")), "updates another client");
            Promise.that(SECRET.equals(sent.text("client_secret")), "sends another secret");
            for (String name : new String[] {
                "registration_access_token",
                "registration_client_uri",
                "client_secret_expires_at",
                "client_id_issued_at"
            }) {
                Promise.that(!sent.has(name), "sends " + name);
            }
        } catch (JsonProblem e) {
            throw new AssertionError("an update of what was read cannot be read", e);
        }
    }

    private static void management(DcrManagement management) {
        Promise.that(management.clientId().equals(MANAGEMENT.clientId()), "manages another client");
        RegisteredPromises.management(management, OWN);
        if (!management.registrationClientUri().toString().contains(TOKEN)) { // shown, whatever a server makes it of
            Promise.without("management", management.toString(), TOKEN);
        }
    }

    private static DcrException failureOf(ManagementResult result) {
        if (result instanceof ManagementResult.Refused refused) {
            return refused.failure();
        }
        if (result instanceof ManagementResult.UnknownClient unknown) {
            return unknown.failure();
        }
        if (result instanceof ManagementResult.NotOffered notOffered) {
            return notOffered.failure();
        }
        if (result instanceof ManagementResult.Unknown unknown) {
            return unknown.failure();
        }
        throw new AssertionError("it was sent");
    }

    private static void failure(DcrException failure) {
        Promise.fit(failure, 2_000, TOKEN);
        Promise.fit(failure, 2_000, SECRET);
        Promise.that(failure.step() == Step.MANAGE, "failed at " + failure.step());
    }

    /** Whatever else is wrong with an answer that has a new token, the token is not lost. */
    private static void survivesDamage(WireAnswer answer, DcrManagement newest) {
        byte[] body = answer.body();
        int end = body.length;
        while (body[end - 1] != '}') {
            end--;
        }
        byte[] open = Arrays.copyOf(body, end - 1);
        kept("another status", answer.with(202, body), newest);
        kept("not closed", answer.with(200, joined(open, " ".getBytes(UTF_8))), newest);
        kept("text after it", answer.with(200, joined(body, "}".getBytes(UTF_8))), newest);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(other);
        return all.toByteArray();
    }

    private static void kept(String damage, WireAnswer damaged, DcrManagement newest) {
        ManagementResult result = read(damaged);
        Promise.that(result instanceof ManagementResult.Unusable, damage + ": is no longer noticed");
        Promise.that(
                newest.equals(((ManagementResult.Unusable) result).management()),
                damage + ": the newest token is lost");
    }
}
