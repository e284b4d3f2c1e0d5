/** Durable work: what a task is, how it starts, runs, is cancelled, survives a crash, and is watched. Knows no operation by name. */
@NullMarked
package io.longshore.server.task;

import org.jspecify.annotations.NullMarked;
