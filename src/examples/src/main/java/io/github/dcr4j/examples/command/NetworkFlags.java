package io.github.dcr4j.examples.command;

import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.server.InsecureHttp;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that open servers in private networks and without TLS, and what messages call options here. */
public final class NetworkFlags {
    private static final Map<String, String> FLAGS = Map.of(
            "allowPrivateAddresses", "--allow-private-addresses",
            "insecureHttp", "--insecure-http",
            "insecureResource", "--insecure-resource",
            "trustAuthorities", "--trust-authority");

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(
            names = "--allow-private-addresses",
            description = "the server may be on a private network (allowPrivateAddresses)")
    boolean privateAddresses;

    @Option(
            names = "--insecure-http",
            paramLabel = "HOST:PORT",
            description = "the server may be http there, for development (insecureHttp)")
    @Nullable
    String insecureHttp;

    /** Sets on {@code request} what was given, and that its messages advise the flags of the command. */
    public void set(DcrRequestBuilder request) {
        request.optionNames(this::flag);
        if (privateAddresses) {
            request.network(network -> network.allowPrivateAddresses());
        }
        if (insecureHttp != null) {
            InsecureHttp open = InsecureHttp.to(insecureHttp);
            request.network(network -> network.insecureHttp(open));
        }
    }

    private Optional<String> flag(String option) {
        return Optional.ofNullable(FLAGS.get(option))
                .filter(flag -> command != null && command.findOption(flag) != null);
    }
}
