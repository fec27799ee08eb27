package io.github.dcr4j.auth;

import static io.github.dcr4j.TokenEndpointAuthMethod.PRIVATE_KEY_JWT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.attempt.TestClock;
import java.security.KeyPair;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signers, suppliers and keys that are at fault: nothing is put on a request, and what was wrong is said. */
class ClientAuthenticationFailureTest {
    private static final DcrCredentials CLIENT = Clients.client(PRIVATE_KEY_JWT).build();

    static Stream<Arguments> wrongSigners() throws Exception {
        KeyPair pair = Clients.pair("ES256");
        KeyPair another = Clients.pair("ES256");
        byte[] jwt = "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl".getBytes(US_ASCII);
        return Stream.of(
                wrong("null", "returned no signature; nothing was sent", pair, (input, alg, kid) -> none()),
                wrong("nothing", "returned 0 bytes that are no ES256", pair, (input, alg, kid) -> new byte[0]),
                wrong("a JWT", "returned " + jwt.length + " bytes that are no ES256", pair, (i, alg, kid) -> jwt),
                wrong("zeros", "returned 64 bytes that are no ES256", pair, (input, alg, kid) -> new byte[64]),
                wrong(
                        "another key's",
                        "returned 64 bytes",
                        pair,
                        (input, alg, kid) -> JwsAlgorithm.ES256.sign(another.getPrivate(), input)),
                wrong(
                        "of other bytes",
                        "returned 64 bytes",
                        pair,
                        (input, alg, kid) ->
                                JwsAlgorithm.ES256.sign(pair.getPrivate(), Arrays.copyOf(input, input.length - 1))),
                wrong("what it was given", "bytes that are no ES256", pair, (input, alg, kid) -> input),
                wrong("exception", "failed (SignatureException); nothing was sent", pair, (input, alg, kid) -> {
                    throw new SignatureException("the module is locked");
                }));
    }

    private static Arguments wrong(String what, String message, KeyPair pair, AssertionSigner signer) {
        return Arguments.of(Named.of(what, key(pair, signer)), message);
    }

    private static ClientKey key(KeyPair pair, AssertionSigner signer) {
        Map<String, Object> jwk = new LinkedHashMap<>(PublicJwk.of(pair.getPublic()));
        jwk.put("kid", "k1");
        return ClientKey.of(jwk, signer);
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what a program without null checks does
    private static byte[] none() {
        byte @Nullable [] none = null;
        return none;
    }

    @ParameterizedTest
    @MethodSource("wrongSigners")
    void authenticate_signerAnswersSomethingElse_saysWhatAndSendsNothing(ClientKey key, String message) {
        DcrException failure = failure(ClientAuthentication.builder().keys(key).build());

        assertThat(failure.step()).isEqualTo(Step.AUTHENTICATE);
        assertThat(failure).hasMessageContaining("the signer of ClientKey[k1, ").hasMessageContaining(message);
    }

    @Test
    void authenticate_signerHangs_isInterruptedAndMayBeTriedAgain() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ClientKey key = key(Clients.pair("ES256"), (input, algorithm, keyId) -> {
            never.await();
            return input;
        });

        DcrException failure = failure(ClientAuthentication.builder()
                .keys(key)
                .clock(TestClock.running())
                .build());

        assertThat(failure).hasMessageContaining("has not returned within 5000 ms; nothing was sent");
        assertThat(failure.retryable()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void authenticate_threadInterruptedWhileSigning_keepsTheInterrupt() throws Exception {
        ClientKey key = key(Clients.pair("ES256"), (input, algorithm, keyId) -> {
            throw new InterruptedException();
        });

        DcrException failure = failure(ClientAuthentication.builder().keys(key).build());

        assertThat(failure).hasMessageContaining("the thread was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    static Stream<Arguments> wrongSuppliers() throws Exception {
        ClientKey key = Clients.key("ES256", "k1");
        return Stream.of(
                Arguments.of(supplier("null", () -> nothing()), "returned no list"),
                Arguments.of(supplier("empty", List::of), "there is no key"),
                Arguments.of(
                        supplier("null key", () -> Arrays.asList(key, nothing())), "one of the client's keys is null"),
                Arguments.of(
                        supplier("one kid twice", () -> List.of(key, key)), "two of the client's keys have one kid"),
                Arguments.of(
                        supplier("exception", () -> {
                            throw new IllegalStateException("vault is sealed");
                        }),
                        "the supplier of the client's keys failed (IllegalStateException)"));
    }

    private static Named<Supplier<List<ClientKey>>> supplier(String what, Supplier<List<ClientKey>> supplier) {
        return Named.of(what, supplier);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a program without null checks does
    private static <T> T nothing() {
        T nothing = null;
        return nothing;
    }

    @ParameterizedTest
    @MethodSource("wrongSuppliers")
    void authenticate_supplierOfKeysAtFault_saysWhat(Supplier<List<ClientKey>> supplier, String message) {
        DcrException failure =
                failure(ClientAuthentication.builder().keys(supplier).build());

        assertThat(failure.step()).isEqualTo(Step.AUTHENTICATE);
        assertThat(failure).hasMessageContaining(message);
    }

    @Test
    void authenticate_noKeys_saysThatTheyAreMissing() {
        DcrException failure = failure(ClientAuthentication.withoutKeys());

        assertThat(failure).hasMessage("client client-1 authenticates by private_key_jwt, and no keys are given");
    }

    @Test
    void authenticate_keyNotRegistered_namesTheRotation() throws Exception {
        DcrCredentials client = ClientAuthenticationTest.registered(Clients.key("ES256", "k1"));
        ClientAuthentication authentication =
                ClientAuthentication.builder().keys(Clients.key("ES256", "k2")).build();

        assertThatThrownBy(() -> Clients.fields(authentication, client))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("none of the keys [ClientKey[k2, [ES256]]] is registered for client client-1")
                .hasMessageContaining("DcrOperations.rotateKeys");
    }

    @Test
    void authenticate_keyOfAnotherAlgorithmThanRegistered_saysWhich() throws Exception {
        DcrCredentials client = CLIENT.toBuilder()
                .registeredMetadata("{\"token_endpoint_auth_signing_alg\":\"RS256\"}")
                .build();
        ClientAuthentication authentication =
                ClientAuthentication.builder().keys(Clients.key("ES256", "k1")).build();

        assertThatThrownBy(() -> Clients.fields(authentication, client))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("is registered to sign with RS256 (token_endpoint_auth_signing_alg)");
    }

    private static DcrException failure(ClientAuthentication authentication) {
        Map<String, String> set = new LinkedHashMap<>();
        DcrException failure =
                catchThrowableOfType(DcrException.class, () -> authentication.authenticate(CLIENT, set::put, set::put));
        assertThat(set).isEmpty();
        return failure;
    }
}
