package io.github.dcr4j.benchmarks;

import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/** The same in a JVM that has done nothing yet, as when a service starts. */
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class FirstUpstreamsBenchmark extends UpstreamsBenchmark {}
