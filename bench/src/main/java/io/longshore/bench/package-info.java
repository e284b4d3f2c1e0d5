/** Measures Longshore beside what people would use instead: the command, and what one run works with. */
@NullMarked
package io.longshore.bench;

import org.jspecify.annotations.NullMarked;
