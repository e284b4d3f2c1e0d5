/** A server of {@code longshore.v1} that keeps everything in memory and breaks off where a test tells it to. */
@NullMarked
package io.longshore.cli.fake;

import org.jspecify.annotations.NullMarked;
