package io.github.dcr4j.server;

import java.util.Optional;

/**
 * What messages call the options that they advise, where a program's users set them in properties, say, or on its
 * command line: {@code --insecure-http opens http to one host and port} in place of {@code network(n ->
 * n.insecureHttp(...)) opens http to one host and port}. It changes messages alone: those of exceptions, and what events
 * and the log say of a failure.
 *
 * <pre>{@code
 * Map<String, String> flags = Map.of("insecureHttp", "--insecure-http");
 * DcrRequest.builder("my-tool")
 *         .upstreamIssuer(issuer)
 *         .optionNames(option -> Optional.ofNullable(flags.get(option)))
 *         .build();
 * }</pre>
 *
 * <p>Called whenever there is such a message, by any thread. A name that is blank, longer than 200 characters or has
 * control characters counts as none, and so does an exception: the failure that the message is about is not lost.
 */
@FunctionalInterface
public interface OptionNames {
    /**
     * Returns what users write to set an option; empty for one that they cannot set, which messages call as it is
     * written in code.
     *
     * @param option the name of its member in the JSON form of a configuration, {@code src/docs/configuration.md}: {@code
     *     insecureHttp}, {@code insecureResource}, {@code allowPrivateAddresses}, {@code trustAuthorities} and any other
     */
    Optional<String> nameOf(String option);
}
