package io.github.dcr4j.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A server that takes software statements, and statements for it. */
abstract class SoftwareStatementsFixture {
    static final int LONGEST = 64 * 1024;

    final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    String statement(Duration life, String name) {
        return statement(life, name, 0);
    }

    String statement(Duration life, String name, int length) {
        long end = Math.floorDiv(kit.clock().millis(), 1000) + life.toSeconds();
        String claims = "{\"iss\":\"" + name + "\",\"exp\":" + end + "}";
        String begin = "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
                + ".canary-signature";
        return begin + "x".repeat(Math.max(0, length - begin.length()));
    }

    List<@Nullable Object> sent() {
        return kit.server().at(FakeEndpoint.REGISTRATION).calls().stream()
                .map(RecordedCall::json)
                .<@Nullable Object>map(members -> members.get("software_statement"))
                .toList();
    }

    DcrException failureOf(DcrRequest request) {
        return Objects.requireNonNull(
                catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request)));
    }
}
