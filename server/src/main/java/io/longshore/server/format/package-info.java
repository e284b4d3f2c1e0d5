/** What a file is: qcow2, VMDK, ISO 9660 or raw, told by its bytes, and whether it is safe to keep. Reads whatever gives bytes by offset. */
@NullMarked
package io.longshore.server.format;

import org.jspecify.annotations.NullMarked;
