/** The {@code longshore} command: a client of {@code longshore.v1}. */
@NullMarked
package io.longshore.cli;

import org.jspecify.annotations.NullMarked;
