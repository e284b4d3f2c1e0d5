/** The commands of {@code longshore trash}. */
@NullMarked
package io.longshore.cli.trash;

import org.jspecify.annotations.NullMarked;
