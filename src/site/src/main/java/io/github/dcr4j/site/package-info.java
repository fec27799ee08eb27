/** Makes a web site of the pages and the javadoc. Part of the build alone. */
@NullMarked
package io.github.dcr4j.site;

import org.jspecify.annotations.NullMarked;
