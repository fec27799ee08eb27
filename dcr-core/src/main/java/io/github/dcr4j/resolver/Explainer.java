package io.github.dcr4j.resolver;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.metadata.AuthorizationServerMetadata;
import io.github.dcr4j.metadata.Discovery;
import io.github.dcr4j.metadata.Finding;
import io.github.dcr4j.register.CallersAnswers;
import io.github.dcr4j.register.ClientWays;
import io.github.dcr4j.register.EndpointLookup;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.request.AuthMethodChoice;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.request.WayChoice;
import io.github.dcr4j.resolver.DcrExplanation.Document;
import io.github.dcr4j.resolver.DcrExplanation.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes the way of a registration up to the point where it would be sent, and tells what it met. Thread-safe. */
final class Explainer {
    private final EndpointLookup lookup;
    private final ClientWays ways;
    private final DcrClock clock;

    Explainer(EndpointLookup lookup, ClientWays ways, DcrClock clock) {
        this.lookup = lookup;
        this.ways = ways;
        this.clock = clock;
    }

    DcrExplanation explain(RequestSpec request, Deadline deadline) {
        Discovery discovery = EndpointLookup.discovers(request) ? search(request, deadline) : null;
        Registration registration = null;
        WayChoice choice = null;
        DcrException problem = null;
        try {
            Endpoints endpoints = discovery == null
                    ? EndpointLookup.given(request.upstream())
                    : EndpointLookup.endpoints(request, discovery);
            choice = ways.choose(request, endpoints);
            if (choice.way() == Way.REGISTERED) {
                endpoints.ensureRegistrable(choice.otherWays());
                RegistrationPlan plan = RegistrationPlan.of(
                        request.profile(), endpoints, AuthMethodChoice.choose(request.profile(), endpoints));
                registration = registration(request, plan);
                ensureSendable(request, plan);
            }
        } catch (DcrException e) {
            problem = e;
        }
        return new DcrExplanation(
                request.key(),
                discovery == null ? List.of() : documents(discovery),
                discovery == null
                        ? List.of()
                        : discovery.deviations().stream()
                                .map(Deviation::toString)
                                .toList(),
                choice == null ? null : choice.way(),
                choice == null ? "" : choice.otherWays(),
                registration,
                problem);
    }

    private Discovery search(RequestSpec request, Deadline deadline) {
        return lookup.withDocuments(request, lookup.search(request.upstream(), deadline), deadline);
    }

    private void ensureSendable(RequestSpec request, RegistrationPlan plan) {
        RegistrationAuthorization authorization = request.authorization();
        if (authorization != null) {
            RegistrationClient.ensureTrusted(
                    authorization.name(), plan.endpoints().registrationEndpoint());
        }
        Secret statement = plan.request().softwareStatement();
        CallersAnswers.ensureSendable(Step.REGISTER, statement == null ? null : statement.reveal(), clock);
        ensureDialled(plan.endpoints().registrationEndpoint());
    }

    private static void ensureDialled(EndpointUrl endpoint) {
        String refusal = GuardedHttp.refusal(endpoint);
        if (refusal != null) {
            throw DcrException.at(Step.REGISTER, endpoint.printable() + " would not be dialled: " + refusal)
                    .exception();
        }
    }

    private static Registration registration(RequestSpec request, RegistrationPlan plan) {
        Endpoints endpoints = plan.endpoints();
        RegistrationAuthorization authorization = request.authorization();
        EndpointUrl ownAuthorization = request.upstream().authorizationEndpoint();
        EndpointUrl login = ownAuthorization == null ? endpoints.authorizationEndpoint() : ownAuthorization;
        EndpointUrl ownToken = request.upstream().tokenEndpoint();
        EndpointUrl token = ownToken == null ? endpoints.tokenEndpoint() : ownToken;
        return new Registration(
                endpoints.registrationEndpoint().printable(),
                endpoints.registrationGuessed(),
                endpoints.issuer(),
                login == null ? null : login.printable(),
                token.printable(),
                plan.method(),
                authorization == null ? null : authorization.name(),
                plan.request().printable());
    }

    private static List<Document> documents(Discovery discovery) {
        return discovery.findings().stream()
                .map(finding -> new Document(
                        finding.address().printable(),
                        outcome(finding, discovery.used()),
                        finding.metadata() != null && finding.metadata() == discovery.used()))
                .toList();
    }

    private static String outcome(Finding finding, @Nullable AuthorizationServerMetadata used) {
        AuthorizationServerMetadata metadata = finding.metadata();
        if (metadata == null) {
            return finding.why();
        }
        String registration = metadata.registrationEndpoint() == null
                ? "metadata that names no registration_endpoint"
                : "metadata with a registration_endpoint";
        return registration + (metadata == used ? "; it is used" : "; another document is used");
    }
}
