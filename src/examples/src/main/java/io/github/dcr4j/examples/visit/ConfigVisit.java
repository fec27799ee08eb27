package io.github.dcr4j.examples.visit;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.Failures;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.examples.command.Terminal;
import io.github.dcr4j.examples.command.UsageException;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.util.List;

/** A visit to the servers of a service's configuration. Returns exit codes. Not thread-safe. */
final class ConfigVisit {
    private final Terminal terminal;
    private final Report report;

    ConfigVisit(Terminal terminal) {
        this.terminal = terminal;
        report = new Report(terminal.out());
    }

    /** Gets a client of each upstream. */
    int resolve(UpstreamsConfig config, List<String> names) {
        return visit(config, names, (upstreams, upstream) -> {
            DcrCredentials client = upstream.credentials();
            report.say("upstream " + upstream.name() + " can be used: client " + ShownText.cleaned(client.clientId())
                    + ", generation " + client.generation());
            return ExitCode.DONE;
        });
    }

    /** Prints what a registration would be for each upstream. */
    int explain(UpstreamsConfig config, List<String> names) {
        return visit(config, names, (upstreams, upstream) -> {
            report.say("upstream " + upstream.name());
            if (!upstream.config().isKept()) {
                report.say("  a fixed client: nothing would be sent");
                return ExitCode.DONE;
            }
            try (DcrResolver resolver = DcrResolver.builder(upstreams.store())
                    .listener(report::tell)
                    .build()) {
                return report.print(resolver.explain(upstream.request()));
            }
        });
    }

    /** Prints whether each upstream still knows its client. */
    int verify(UpstreamsConfig config, List<String> names, boolean mintToken) {
        return visit(config, names, (upstreams, upstream) -> {
            if (!upstream.config().isKept()) {
                report.say(upstream.name() + ": a fixed client, which is not checked");
                return ExitCode.DONE;
            }
            Verification found = mintToken ? upstream.verify(Verification.Option.MINT_TOKEN) : upstream.verify();
            return report.print(upstream.name(), found) ? ExitCode.DONE : ExitCode.FAILED;
        });
    }

    private interface Step {
        int take(Upstreams upstreams, UpstreamClient upstream);
    }

    /** Goes on after a failure, and returns the code of the first one. */
    private int visit(UpstreamsConfig config, List<String> names, Step step) {
        for (String name : names) {
            if (config.upstreams().stream().noneMatch(known -> known.name().equals(name))) {
                throw new UsageException("the configuration has no upstream of a name that is given; it has "
                        + config.upstreams().stream().map(UpstreamConfig::name).toList());
            }
        }
        int code = ExitCode.DONE;
        try (Upstreams upstreams =
                Upstreams.builder(config).listener(report::tell).open()) {
            for (UpstreamClient upstream : upstreams.clients()) {
                if (names.isEmpty() || names.contains(upstream.name())) {
                    int one = take(step, upstreams, upstream);
                    code = code == ExitCode.DONE ? one : code;
                }
            }
        }
        return code;
    }

    private int take(Step step, Upstreams upstreams, UpstreamClient upstream) {
        try {
            return step.take(upstreams, upstream);
        } catch (DcrException e) {
            return Failures.print(terminal.err(), "upstream " + upstream.name(), e);
        }
    }
}
