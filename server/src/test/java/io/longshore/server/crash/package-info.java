/** Proves what a crash leaves: every operation, cut off after every call, is finished or undone by the next server. */
@NullMarked
package io.longshore.server.crash;

import org.jspecify.annotations.NullMarked;
