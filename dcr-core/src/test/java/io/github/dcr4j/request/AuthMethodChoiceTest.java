package io.github.dcr4j.request;

import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_BASIC;
import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_POST;
import static io.github.dcr4j.TokenEndpointAuthMethod.NONE;
import static io.github.dcr4j.TokenEndpointAuthMethod.PRIVATE_KEY_JWT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.Samples;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AuthMethodChoiceTest {
    private static final List<List<String>> SERVER_LISTS = List.of(
            List.of("client_secret_basic"),
            List.of("client_secret_post"),
            List.of("none"),
            List.of("none", "client_secret_post"),
            List.of("private_key_jwt"),
            List.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt"),
            List.of("unknown_method"));

    private static final List<List<TokenEndpointAuthMethod>> CALLERS = List.of(
            List.of(CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, NONE),
            List.of(CLIENT_SECRET_POST, CLIENT_SECRET_BASIC),
            List.of(NONE, CLIENT_SECRET_BASIC),
            List.of(PRIVATE_KEY_JWT, CLIENT_SECRET_BASIC),
            List.of(NONE));

    static Stream<Arguments> matrix() {
        return SERVER_LISTS.stream()
                .flatMap(server -> CALLERS.stream()
                        .flatMap(caller -> Stream.of(true, false)
                                .flatMap(s256 -> Stream.of(true, false)
                                        .map(pkceRequired -> arguments(server, caller, s256, pkceRequired)))));
    }

    private static DcrRequestBuilder request(List<TokenEndpointAuthMethod> methods) {
        return Samples.request().authMethods(methods.toArray(TokenEndpointAuthMethod[]::new));
    }

    /**
     * Whatever is offered: the first in the caller's order that the server has, {@code none} only with S256. A client
     * that is to be public has {@code none} anyway.
     */
    @ParameterizedTest
    @MethodSource("matrix")
    void choose_anyCombination_followsTheRule(
            List<String> server, List<TokenEndpointAuthMethod> caller, boolean s256, boolean pkceRequired) {
        DcrRequestBuilder request = request(caller);
        if (pkceRequired) {
            request.server(s -> s.requirePkceS256());
        }
        Set<String> offered = Set.copyOf(server);
        List<TokenEndpointAuthMethod> possible = caller.stream()
                .filter(method -> offered.contains(method.wireName()) || caller.equals(List.of(NONE)))
                .filter(method -> method != NONE || s256)
                .toList();
        boolean possibleAtAll = !possible.isEmpty() && (s256 || !pkceRequired);
        ClientProfile profile = Samples.spec(request).profile();
        Endpoints endpoints = Samples.endpoints(s256, server, null, List.of());

        if (possibleAtAll) {
            assertThat(AuthMethodChoice.choose(profile, endpoints)).isEqualTo(possible.get(0));
        } else {
            DcrException failure = failure(profile, endpoints);
            assertThat(failure.step()).isEqualTo(DcrException.Step.CHOOSE_AUTH_METHOD);
            assertThat(failure.retryable()).isFalse();
        }
    }

    private static DcrException failure(ClientProfile profile, Endpoints endpoints) {
        DcrException failure =
                catchThrowableOfType(DcrException.class, () -> AuthMethodChoice.choose(profile, endpoints));
        assertThat(failure).isNotNull();
        return failure;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client_secret_post,client_secret_basic | CLIENT_SECRET_POST",
                "client_secret_basic,client_secret_post | CLIENT_SECRET_BASIC",
                "none,client_secret_post,client_secret_basic | CLIENT_SECRET_POST",
                "none,client_secret_basic | CLIENT_SECRET_BASIC",
                "private_key_jwt,client_secret_post,client_secret_basic | CLIENT_SECRET_POST",
                "client_secret_post | CLIENT_SECRET_POST"
            })
    void choose_callerGaveNoOrder_followsTheServersBetweenBasicAndPostOnly(
            String listed, TokenEndpointAuthMethod chosen) {
        ClientProfile profile = Samples.spec(Samples.request()).profile();
        Endpoints endpoints = Samples.endpoints(true, listed.split(","));

        assertThat(AuthMethodChoice.choose(profile, endpoints)).isEqualTo(chosen);
    }

    @Test
    void choose_postListedFirstAndCallerPrefersBasic_takesBasic() {
        ClientProfile profile = Samples.spec(request(List.of(CLIENT_SECRET_BASIC, CLIENT_SECRET_POST)))
                .profile();
        Endpoints endpoints = Samples.endpoints(true, "client_secret_post", "client_secret_basic");

        assertThat(AuthMethodChoice.choose(profile, endpoints)).isEqualTo(CLIENT_SECRET_BASIC);
    }

    @Test
    void choose_publicClientAndServerThatDoesNotListNone_asksForNone() {
        ClientProfile profile = Samples.spec(Samples.request().publicClient()).profile();
        Endpoints endpoints = Samples.endpoints(true, "client_secret_basic", "client_secret_post");

        assertThat(AuthMethodChoice.choose(profile, endpoints)).isEqualTo(NONE);
    }

    @Test
    void choose_noneAmongOthersAndServerThatDoesNotListIt_isNotChosen() {
        ClientProfile profile =
                Samples.spec(request(List.of(CLIENT_SECRET_BASIC, NONE))).profile();
        Endpoints endpoints = Samples.endpoints(true, "private_key_jwt");

        assertThat(failure(profile, endpoints))
                .hasMessageContainingAll("private_key_jwt", "server(s -> s.authMethods(...))");
    }

    @Test
    void choose_onlyNoneInCommonWithoutS256_saysWhatToDeclare() {
        ClientProfile profile = Samples.spec(Samples.request().publicClient()).profile();
        Endpoints endpoints = Samples.endpoints(false, "none");

        assertThat(failure(profile, endpoints))
                .hasMessageContainingAll("code_challenge_methods_supported", "server(s -> s.supportsPkceS256())");
    }

    @Test
    void choose_pkceRequiredAndNotOffered_saysSo() {
        ClientProfile profile =
                Samples.spec(Samples.request().server(s -> s.requirePkceS256())).profile();
        Endpoints endpoints = Samples.endpoints(false, "client_secret_basic");

        assertThat(failure(profile, endpoints))
                .hasMessageContainingAll("demands PKCE", "server(s -> s.supportsPkceS256())");
    }

    @Test
    void choose_nothingInCommon_namesBothSides() {
        ClientProfile profile =
                Samples.spec(request(List.of(CLIENT_SECRET_POST))).profile();
        Endpoints endpoints = Samples.endpoints(true, "private_key_jwt");

        assertThat(failure(profile, endpoints))
                .hasMessageContainingAll("[private_key_jwt]", "[client_secret_post]", "set authMethods");
    }
}
