/** Measures the index of a storage that is far larger than this machine's disks: its packs are made up as they are read. */
@NullMarked
package io.longshore.bench.index;

import org.jspecify.annotations.NullMarked;
