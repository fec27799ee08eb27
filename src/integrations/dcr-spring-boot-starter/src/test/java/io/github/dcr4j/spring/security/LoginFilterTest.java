package io.github.dcr4j.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** What happens between a server's redirect and the filters of Spring that finish the login. */
class LoginFilterTest extends UpstreamFixture {
    private final MockHttpSession session = new MockHttpSession();
    private final HttpSessionOAuth2AuthorizationRequestRepository requests =
            new HttpSessionOAuth2AuthorizationRequestRepository();
    private final List<String> finishedBy = new ArrayList<>();
    private @Nullable OAuth2Error refusal;

    /** One of the replicas, with the store and the session that all of them have. */
    private final class Replica {
        private final Upstreams upstreams = upstreams(request -> {});
        private final DcrClientRegistrationRepository registrations = new DcrClientRegistrationRepository(upstreams);
        private final DcrAuthorizationRequestResolver resolver = new DcrAuthorizationRequestResolver(registrations);
        private final LoginFilter filter = new LoginFilter(registrations, resolver, requests);

        String client() {
            return registration(registrations).getClientId();
        }

        /** Sends the user to the server. */
        OAuth2AuthorizationRequest begin() {
            MockHttpServletRequest request = get("/oauth2/authorization/" + NAME);
            OAuth2AuthorizationRequest begun = Objects.requireNonNull(resolver.resolve(request));
            requests.saveAuthorizationRequest(begun, request, new MockHttpServletResponse());
            BegunLogins.keep(request);
            return begun;
        }

        /** Returns where the user is sent to next; {@code null} if Spring goes on. */
        @Nullable
        String back(OAuth2AuthorizationRequest begun, String... parameters) throws Exception {
            MockHttpServletRequest request = get("/login/oauth2/code/" + NAME);
            request.addParameter("state", begun.getState());
            for (int i = 0; i < parameters.length; i += 2) {
                request.addParameter(parameters[i], parameters[i + 1]);
            }
            MockHttpServletResponse response = new MockHttpServletResponse();
            filter.doFilter(request, response, (passed, answer) -> {
                finishedBy.add(client());
                refusal = LoginInProgress.refusal(NAME);
                requests.removeAuthorizationRequest(request, response);
            });
            return response.getRedirectedUrl();
        }

        private MockHttpServletRequest get(String path) {
            MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
            request.setSession(session);
            return request;
        }
    }

    private OAuth2AuthorizationRequest saved(String redirect) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setSession(session);
        request.addParameter(
                "state", redirect.replaceAll(".*[?&]state=([^&]+).*", "$1").replace("%3D", "="));
        return Objects.requireNonNull(requests.loadAuthorizationRequest(request));
    }

    @Test
    void back_onAnotherReplicaAfterAReplacement_isFinishedWithTheClientThatBegan() throws Exception {
        Replica first = new Replica();
        OAuth2AuthorizationRequest begun = first.begin();
        kit.clock().advance(SECRET_LIFE.plusSeconds(1));
        Replica second = new Replica();
        String now = second.client();

        String next = second.back(begun, "code", "code-1");

        assertThat(next).isNull();
        assertThat(now).isNotEqualTo(begun.getClientId());
        assertThat(finishedBy).containsExactly(begun.getClientId());
        assertThat(second.client()).isEqualTo(now);
    }

    @Test
    void back_clientThatIsKeptNoLonger_beginsAnewOnce() throws Exception {
        Replica replica = new Replica();
        OAuth2AuthorizationRequest begun = OAuth2AuthorizationRequest.from(replica.begin())
                .clientId("client-of-another-life")
                .attributes(attributes -> attributes.put(DcrClientRegistrationRepository.GENERATION, "gone"))
                .build();
        requests.saveAuthorizationRequest(begun, replica.get("/"), new MockHttpServletResponse());

        String next = Objects.requireNonNull(replica.back(begun, "code", "code-1"));

        assertThat(next).startsWith(server().authorizationEndpoint().toString());
        assertThat(next).contains("client_id=" + replica.client());
        assertThat(finishedBy).isEmpty();
    }

    @Test
    void back_withAnErrorThatRejectsTheClient_beginsAnewOnceWithTheNext() throws Exception {
        Replica replica = new Replica();
        OAuth2AuthorizationRequest begun = replica.begin();
        server().forgetAll();

        String[] rejection = {
            "error", "unauthorized_client", "error_description", "Client not found", "iss", server().issuer()
        };
        String next = Objects.requireNonNull(replica.back(begun, rejection));
        OAuth2AuthorizationRequest again = saved(next);
        String last = replica.back(again, rejection);

        assertThat(again.getClientId()).isEqualTo(replica.client()).isNotEqualTo(begun.getClientId());
        assertThat(last).isNull();
        assertThat(finishedBy).containsExactly(again.getClientId());
        assertThat(server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    @Test
    void back_withAnotherError_isSpringsAndAsksNobody() throws Exception {
        Replica replica = new Replica();
        OAuth2AuthorizationRequest begun = replica.begin();
        server().forgetCalls();

        assertThat(replica.back(begun, "error", "access_denied", "iss", server().issuer()))
                .isNull();

        assertThat(finishedBy).containsExactly(begun.getClientId());
        assertThat(server().calls()).isEmpty();
    }

    @Test
    void back_fromAnotherServer_mustNotUseTheCode() throws Exception {
        Replica replica = new Replica();
        OAuth2AuthorizationRequest begun = replica.begin();

        assertThat(replica.back(begun, "code", "code-1", "iss", "https://evil.example.com"))
                .isNull();
        OAuth2Error ofAnother = refusal;
        OAuth2AuthorizationRequest next = replica.begin();
        assertThat(replica.back(next, "code", "code-2", "iss", server().issuer()))
                .isNull();

        assertThat(ofAnother).extracting(OAuth2Error::getErrorCode).isEqualTo("invalid_issuer");
        assertThat(refusal).isNull();
    }

    @Test
    void begin_afterOneThatDidNotComeBack_checksTheClientFirst() {
        Replica replica = new Replica();
        String gone = replica.begin().getClientId();
        server().forgetAll();

        OAuth2AuthorizationRequest next = replica.begin();

        assertThat(next.getClientId()).isNotEqualTo(gone).isEqualTo(replica.client());
        assertThat(server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    @Test
    void begin_afterOneThatDidNotComeBack_keepsAClientThatTheServerKnows() {
        Replica replica = new Replica();
        String kept = replica.begin().getClientId();

        assertThat(replica.begin().getClientId()).isEqualTo(kept);
        assertThat(server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(1);
    }
}
