/** The commands of {@code longshore storage}. */
@NullMarked
package io.longshore.cli.storage;

import org.jspecify.annotations.NullMarked;
