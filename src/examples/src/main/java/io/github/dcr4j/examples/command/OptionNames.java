package io.github.dcr4j.examples.command;

import org.jspecify.annotations.Nullable;

/** Calls the options that the library's messages advise as they are called on the command line. */
public final class OptionNames {
    private OptionNames() {}

    /** Returns a message about a request that an option of the command line can mend. */
    public static String onTheCommandLine(@Nullable String message) {
        return String.valueOf(message)
                .replace("client(c -> c.network(n -> n.insecureHttp(...)))", "--insecure-http")
                .replace("network(n -> n.insecureHttp(...))", "--insecure-http")
                .replace("insecureResource(...)", "--insecure-resource");
    }
}
