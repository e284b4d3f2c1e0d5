/** How resources are named: 32 lower-case hexadecimal digits in the domain and on the wire, {@link java.util.UUID} in drivers. */
@NullMarked
package io.longshore.server.uuid;

import org.jspecify.annotations.NullMarked;
