/** Tests of the site. */
@NullMarked
package io.github.dcr4j.site;

import org.jspecify.annotations.NullMarked;
