/** Tests of reading and healing a storage. */
@NullMarked
package io.longshore.server.storage.scrub;

import org.jspecify.annotations.NullMarked;
