/** The Merkle tree of a disk: digests, identity, difference, walk. Depends on the JDK alone. */
@NullMarked
package io.longshore.disk;

import org.jspecify.annotations.NullMarked;
