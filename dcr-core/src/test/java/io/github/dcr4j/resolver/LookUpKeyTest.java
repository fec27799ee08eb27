package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.request.RequestSpec;
import org.junit.jupiter.api.Test;

/** Which object a request's look-ups ask the store for: equal keys are found faster where they are the same object. */
class LookUpKeyTest {
    private final RequestSpec spec = spec("openid");

    private static RequestSpec spec(String scope) {
        return DcrRequest.builder("https://gateway.example.com")
                .upstreamIssuer("https://idp.example.com")
                .redirectUris("https://gateway.example.com/callback")
                .scopes(scope)
                .build()
                .spec();
    }

    @Test
    void lookUpKey_nothingFoundYet_isTheRequestsOwn() {
        assertThat(spec.lookUpKey()).isSameAs(spec.key());
    }

    @Test
    void lookUpKey_foundUnderAnEqualKey_isThatObject() {
        DcrKey stored = spec("openid").key();

        spec.foundUnder(stored);

        assertThat(spec.lookUpKey()).isSameAs(stored).isNotSameAs(spec.key()).isEqualTo(spec.key());
    }

    @Test
    void lookUpKey_storeGaveCredentialsOfAnotherKey_staysTheRequestsOwn() {
        spec.foundUnder(spec("email").key());

        assertThat(spec.lookUpKey()).isEqualTo(spec.key());
    }
}
