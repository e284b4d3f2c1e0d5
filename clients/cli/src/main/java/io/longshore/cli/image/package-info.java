/** The commands of {@code longshore image}. */
@NullMarked
package io.longshore.cli.image;

import org.jspecify.annotations.NullMarked;
