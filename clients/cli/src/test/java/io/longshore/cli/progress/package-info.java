/** Bars and lines, compared with what they should look like. */
@NullMarked
package io.longshore.cli.progress;

import org.jspecify.annotations.NullMarked;
