/** Commands through their real entry, against a fake of the server that speaks real gRPC. */
@NullMarked
package io.longshore.cli;

import org.jspecify.annotations.NullMarked;
