/** A disk in memory that knows what of it would be left after a power cut. */
@NullMarked
package io.longshore.server.crash.disk;

import org.jspecify.annotations.NullMarked;
