/** What {@code storage add} can make a storage of: a group of options for each kind of place. */
@NullMarked
package io.longshore.cli.storage.place;

import org.jspecify.annotations.NullMarked;
