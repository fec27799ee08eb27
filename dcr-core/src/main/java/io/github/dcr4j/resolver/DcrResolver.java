package io.github.dcr4j.resolver;

/** The resolver. */
public final class DcrResolver {
    private DcrResolver() {}
}
