/**
 * The command {@code longshore}: one small class a command in {@link io.longshore.cli.command}, results in {@link
 * io.longshore.cli.output}, bars in {@link io.longshore.cli.progress}, and below them the client in {@link
 * io.longshore.client}, which knows nothing of all this. Start at {@link io.longshore.cli.Main}.
 */
@NullMarked
package io.longshore.cli;

import org.jspecify.annotations.NullMarked;
