package io.github.dcr4j.testkit.contract;

/** What every store promises. */
public abstract class DcrCredentialStoreContract {}
