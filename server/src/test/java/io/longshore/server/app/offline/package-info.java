/** Tests of what works without a server. */
@NullMarked
package io.longshore.server.app.offline;

import org.jspecify.annotations.NullMarked;
