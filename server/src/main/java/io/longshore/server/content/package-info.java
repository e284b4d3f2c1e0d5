/** Bytes on their way in (uploads) and out (reads). */
@NullMarked
package io.longshore.server.content;

import org.jspecify.annotations.NullMarked;
