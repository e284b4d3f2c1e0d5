/** Tests of what a file is. */
@NullMarked
package io.longshore.server.format;

import org.jspecify.annotations.NullMarked;
