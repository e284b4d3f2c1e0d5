/** Images and what is done with them: one record an operation, one class that does it. */
@NullMarked
package io.longshore.server.image;

import org.jspecify.annotations.NullMarked;
