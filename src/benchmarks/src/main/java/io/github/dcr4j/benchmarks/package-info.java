/** What the library costs beside the least that the same work can cost, measured in the same run. */
@NullMarked
package io.github.dcr4j.benchmarks;

import org.jspecify.annotations.NullMarked;
