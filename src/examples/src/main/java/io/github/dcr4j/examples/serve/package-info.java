/** {@code serve}: a service of several replicas that logs people in at every upstream of a file. */
@NullMarked
package io.github.dcr4j.examples.serve;

import org.jspecify.annotations.NullMarked;
