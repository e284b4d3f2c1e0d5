/** The commands of {@code longshore task}. */
@NullMarked
package io.longshore.cli.task;

import org.jspecify.annotations.NullMarked;
