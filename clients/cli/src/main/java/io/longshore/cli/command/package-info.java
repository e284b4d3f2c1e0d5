/** What all commands share: the surroundings they run in, common options, names of resources, how an operation is followed. */
@NullMarked
package io.longshore.cli.command;

import org.jspecify.annotations.NullMarked;
