/** Tests of bytes on their way in and out. */
@NullMarked
package io.longshore.server.content;

import org.jspecify.annotations.NullMarked;
