/** The commands of {@code longshore backup}. */
@NullMarked
package io.longshore.cli.backup;

import org.jspecify.annotations.NullMarked;
