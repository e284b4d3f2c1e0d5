/** How things are compared: contenders that do the same work in turns, their times, and the bars that Longshore is held to. */
@NullMarked
package io.longshore.bench.run;

import org.jspecify.annotations.NullMarked;
