package io.github.dcr4j.examples.visit;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.resolver.DcrExplanation;
import io.github.dcr4j.resolver.Deregistration;
import java.io.PrintStream;
import java.net.URI;
import java.time.Instant;

/** What is printed of a visit: clients with their secrets masked, and events. */
final class Report {
    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void say(String text) {
        out.println(text);
    }

    /** Prints what an operator should know of besides. */
    void tell(DcrEvent event) {
        if (event instanceof DcrEvent.DeviationTolerated deviation) {
            say("   tolerated: " + deviation.code() + " in " + deviation.field());
        } else if (event instanceof DcrEvent.OrphanSuspected) {
            say("   the server may hold a client that no store knows");
        }
    }

    void print(DcrCredentials client) {
        line("client id", ShownText.cleaned(client.clientId()));
        line("client secret", client.clientSecret().map(Secret::toString).orElse("none"));
        line(
                "secret expires",
                client.clientSecretExpiresAt().map(Instant::toString).orElse("never"));
        line("authenticates by", client.tokenEndpointAuthMethod().wireName());
        line("issuer", client.issuer().orElse("not discovered"));
        line(
                "authorization endpoint",
                client.authorizationEndpoint().map(URI::toString).orElse("none"));
        line("token endpoint", client.tokenEndpoint());
        line("redirect URIs", client.redirectUris());
        line("grants", client.grantTypes());
        line("scopes", client.scopes());
        line("can be deleted", client.management().isPresent() ? "yes (RFC 7592)" : "not by its holder");
        line("generation", client.generation());
    }

    void line(String name, Object value) {
        out.printf("   %-22s %s%n", name, value);
    }

    /** Prints an explanation, and returns the exit code: whether a registration would be sent. */
    int print(DcrExplanation explanation) {
        out.print(explanation.text());
        DcrException problem = explanation.problem();
        if (problem == null) {
            return ExitCode.DONE;
        }
        return problem.retryable() ? ExitCode.LATER : ExitCode.FAILED;
    }

    /** Prints what became of the client, and returns the exit code. */
    int print(Deregistration done) {
        done.deleted().forEach(clientId -> say("   deleted at the server: client " + clientId));
        for (Deregistration.LeftBehind left : done.leftBehind()) {
            say("   left behind at the server: client " + left.client().clientId() + ", because "
                    + ShownText.oneLine(left.why()));
        }
        return done.leftBehind().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Prints what was found, and returns whether there is a client that can be used. */
    boolean print(String name, Verification found) {
        if (found.clientId() == null) {
            say(name + ": no client is stored");
            return false;
        }
        say(name + ": client " + found.clientId() + " is " + words(found.outcome()) + ": "
                + ShownText.oneLine(found.text()));
        if (found.replacement() != null) {
            say(name + ": it is replaced, by generation " + found.replacement());
            return true;
        }
        if (found.problem() != null) {
            say(name + ": it is not replaced: "
                    + ShownText.oneLine(String.valueOf(found.problem().getMessage())));
        }
        return found.outcome() == Verification.Outcome.ALIVE || found.outcome() == Verification.Outcome.PROBABLY_ALIVE;
    }

    private static String words(Verification.Outcome outcome) {
        return switch (outcome) {
            case ALIVE -> "known to the server";
            case PROBABLY_ALIVE -> "probably known to the server";
            case SUSPECTED -> "perhaps gone";
            case GONE -> "gone";
            case UNKNOWN -> "neither known nor gone";
        };
    }
}
