/** The one engine that moves a disk: in order from an upload, by its tree from storage to storage, and out to a reader. */
@NullMarked
package io.longshore.server.transfer;

import org.jspecify.annotations.NullMarked;
