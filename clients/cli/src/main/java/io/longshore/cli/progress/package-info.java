/** How far work has come, on standard error: a bar on a terminal, a line now and then elsewhere. */
@NullMarked
package io.longshore.cli.progress;

import org.jspecify.annotations.NullMarked;
