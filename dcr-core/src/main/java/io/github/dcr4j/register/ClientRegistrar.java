package io.github.dcr4j.register;

import static io.github.dcr4j.DcrException.Step.CHOOSE_AUTH_METHOD;
import static io.github.dcr4j.DcrException.Step.DISCOVER;
import static io.github.dcr4j.DcrException.Step.REGISTER;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.RegistrationPaused;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.http.ClockDifference;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.keep.ClientDeleter;
import io.github.dcr4j.registration.RegistrationResponse;
import io.github.dcr4j.registration.RegistrationResult;
import io.github.dcr4j.request.AuthMethodChoice;
import io.github.dcr4j.request.ClientProfile;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.request.WayChoice;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gets a client once: discovers, chooses the way, and where that is registration marks, posts, and checks the answer.
 * Thread-safe.
 */
public final class ClientRegistrar {
    private final EndpointLookup lookup;
    private final ClientWays ways;
    private final RegistrationSender sender;
    private final ClientDeleter deleter;
    private final ServerClocks clocks;

    public ClientRegistrar(
            EndpointLookup lookup,
            ClientWays ways,
            RegistrationSender sender,
            ClientDeleter deleter,
            ServerClocks clocks) {
        this.lookup = lookup;
        this.ways = ways;
        this.sender = sender;
        this.deleter = deleter;
        this.clocks = clocks;
    }

    /**
     * Returns a client that can be used, or why there is none; {@code null} when the lease was lost before anything was
     * sent. By a way that needs no registration nothing is sent. A client that was created and cannot be used has been deleted at the server by then, where that was
     * possible.
     *
     * @throws RegistrationPaused if the server has asked for a pause
     * @throws DcrException if the endpoints, the method or the initial access token could not be had, so that nothing
     *     was sent
     */
    @Nullable
    public Registration register(Attempt attempt, HeldLease held) {
        attempt.at(DISCOVER);
        boolean kept = lookup.isKept(attempt.request());
        Endpoints endpoints = lookup.find(attempt.request(), held.deadline());
        attempt.noteAll(endpoints.deviations());
        WayChoice choice = ways.choose(attempt.request(), endpoints);
        if (choice.way() != Way.REGISTERED) {
            Instant now = clocks.now(attempt.key());
            return new Registration.Made(ClientWays.client(attempt.request(), endpoints, choice, now), false);
        }
        endpoints.ensureRegistrable(choice.otherWays());
        RegistrationPlan plan = plan(attempt, endpoints);
        RegistrationSender.Sent sent = send(attempt, held, plan);
        if (sent != null && sent.nothingIsThere()) {
            lookup.forget(attempt.request(), endpoints);
            RegistrationPlan moved = kept && sent.mayBeSentElsewhere() ? moved(attempt, held, endpoints) : null;
            sent = moved == null ? sent : send(attempt, held, moved);
        }
        return sent == null ? null : noting(choice, checked(attempt, held, sent.plan(), sent.answer()));
    }

    private static Registration noting(WayChoice choice, Registration registration) {
        return registration instanceof Registration.Made made
                        && !choice.otherWays().isEmpty()
                ? new Registration.Made(
                        made.credentials().toBuilder()
                                .way(Way.REGISTERED, choice.otherWays())
                                .build(),
                        made.clockInDoubt())
                : registration;
    }

    private static RegistrationPlan plan(Attempt attempt, Endpoints endpoints) {
        ClientProfile profile = attempt.request().profile();
        attempt.at(CHOOSE_AUTH_METHOD);
        TokenEndpointAuthMethod method = AuthMethodChoice.choose(profile, endpoints);
        return RegistrationPlan.of(profile, endpoints, method);
    }

    private RegistrationSender.@Nullable Sent send(Attempt attempt, HeldLease held, RegistrationPlan plan) {
        attempt.at(REGISTER);
        return sender.send(attempt, held, plan);
    }

    /**
     * Returns what to send where the server says by now that clients are registered; {@code null} if that is where it
     * was, if it cannot be found out, or if no more may be sent: what was answered is the outcome then.
     */
    private @Nullable RegistrationPlan moved(Attempt attempt, HeldLease held, Endpoints before) {
        if (!attempt.mayRegister()) {
            return null;
        }
        attempt.at(DISCOVER);
        try {
            Endpoints now = lookup.find(attempt.request(), held.deadline());
            if (now.registrationEndpoint()
                    .text()
                    .equals(before.registrationEndpoint().text())) {
                return null;
            }
            RegistrationPlan plan = plan(attempt, now);
            attempt.noteAll(now.deviations().stream()
                    .filter(deviation -> !before.deviations().contains(deviation))
                    .toList());
            return plan;
        } catch (DcrException e) {
            return null;
        } finally {
            attempt.at(REGISTER);
        }
    }

    private Registration checked(Attempt attempt, HeldLease held, RegistrationPlan plan, RegistrationResult answer) {
        if (answer instanceof RegistrationResult.Registered registered) {
            return checked(attempt, held, plan, registered);
        }
        DcrException failure = answer instanceof RegistrationResult.Unusable unusable
                ? unusable(
                        attempt,
                        held,
                        unusable.clientId(),
                        unusable.clientSecret(),
                        unusable.management(),
                        unusable.failure())
                : failure(plan, answer);
        return new Registration.Failed(failure, plan.endpoints().registrationEndpoint(), false);
    }

    /**
     * A secret ends by the server's clock, so that clock says whether it has expired on arrival. Returns whether either
     * clock may be wrong, because the answer proves nothing.
     */
    private boolean learnClock(Attempt attempt, RegistrationResult.Registered registered) {
        ClockDifference clock = registered.clock();
        Instant end = registered.response().clientSecretExpiresAt();
        clocks.learn(attempt.key(), clock.correction());
        boolean inDoubt = clock.correction() == null && end != null && !end.isAfter(clocks.now(attempt.key()));
        if (clocks.isWorthAWarning(attempt.key(), clock.shown(), end)) {
            attempt.note(new DcrEvent.ClockDiffers(attempt.key(), clock.shown()));
        }
        return inDoubt;
    }

    private static DcrException failure(RegistrationPlan plan, RegistrationResult answer) {
        if (answer instanceof RegistrationResult.Refused refused) {
            return plan.endpoints().registrationGuessed() ? guessed(refused.failure(), plan) : refused.failure();
        }
        return answer instanceof RegistrationResult.NotSent notSent
                ? notSent.failure()
                : ((RegistrationResult.Unknown) answer).failure();
    }

    /** Says of a refusal that its address was guessed, so that a reader doubts the address first. */
    private static DcrRefusedException guessed(DcrRefusedException refused, RegistrationPlan plan) {
        String message = refused.getMessage()
                + "; the server's metadata names no registration_endpoint, so that address is a guess: registration may not"
                + " be switched on there ("
                + AdvisedOption.PATH_FALLBACK.withValue(
                        false, plan.endpoints().registrationEndpoint().egress().optionNames())
                + " stops guessing)";
        return new DcrRefusedException(
                DcrException.at(refused.step(), message)
                        .retryable(refused.retryable())
                        .retryAfter(refused.retryAfter().orElse(null))
                        .cause(refused.getCause()),
                refused.status(),
                refused.error().orElse(null),
                refused.description().orElse(null));
    }

    private Registration checked(
            Attempt attempt, HeldLease held, RegistrationPlan plan, RegistrationResult.Registered registered) {
        RegistrationResponse answer = registered.response();
        boolean clockInDoubt = learnClock(attempt, registered);
        AnswerCheck check = new AnswerCheck(attempt.request(), plan, answer, clocks.now(attempt.key()));
        String unusable = check.unusable();
        if (unusable == null) {
            attempt.noteAll(check.deviations());
            return new Registration.Made(check.newCredentials(), clockInDoubt);
        }
        EndpointUrl endpoint = plan.endpoints().registrationEndpoint();
        DcrException failure = DcrException.at(
                        REGISTER,
                        "the server at " + endpoint.printable() + " registered a client that cannot be used: "
                                + unusable)
                .exception();
        return new Registration.Failed(
                unusable(attempt, held, answer.clientId(), answer.clientSecret(), answer.management(), failure),
                endpoint,
                clockInDoubt);
    }

    private DcrException unusable(
            Attempt attempt,
            HeldLease held,
            @Nullable String clientId,
            @Nullable Secret clientSecret,
            @Nullable DcrManagement management,
            DcrException failure) {
        if (clientId == null && management == null) {
            // The server said yes and did not say to whom: an orphan, as far as can be known.
            held.outcomeUnknown();
            return failure;
        }
        ClientDeleter.Ending ended = clientId == null
                ? deleter.endUnnamed(attempt.key(), clientSecret, Objects.requireNonNull(management), attempt.egress())
                : deleter.end(attempt.key(), clientId, clientSecret, management, attempt.egress());
        DcrEvent ending = ended.event();
        if (ending == null) {
            return failure;
        }
        attempt.note(ending);
        return ending instanceof DcrEvent.Orphaned orphaned ? leftBehind(failure, orphaned) : failure;
    }

    private static DcrException leftBehind(DcrException failure, DcrEvent.Orphaned orphaned) {
        ForeignText clientId = orphaned.orphan().clientId();
        return DcrException.at(
                        failure.step(),
                        failure.getMessage() + "; client " + clientId
                                + " is left behind at the server, where an operator can delete it")
                .retryable(failure.retryable())
                .retryAfter(failure.retryAfter().orElse(null))
                .cause(failure.getCause())
                .orphan(orphaned.orphan())
                .exception();
    }
}
