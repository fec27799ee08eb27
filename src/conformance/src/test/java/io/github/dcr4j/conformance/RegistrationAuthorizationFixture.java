package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;

/** A server that registers authorized requests. */
abstract class RegistrationAuthorizationFixture {
    static final Secret SECRET = Secret.of("canary-of-the-registration");

    final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    DcrRequest request(RegistrationAuthorization authorization) {
        return kit.requestBuilder().registrationAuthorization(authorization).build();
    }

    DcrException failureOf(DcrRequest request) {
        return Objects.requireNonNull(
                catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request)));
    }

    List<RecordedCall> registrations() {
        return kit.server().at(FakeEndpoint.REGISTRATION).calls();
    }

    List<String> sent() {
        return registrations().stream()
                .map(call -> call.header("Authorization").orElse(""))
                .toList();
    }
}
