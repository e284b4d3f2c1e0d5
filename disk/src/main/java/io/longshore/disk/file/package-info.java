/** How files are opened that hold disks, or parts of them. Depends on the JDK alone. */
@NullMarked
package io.longshore.disk.file;

import org.jspecify.annotations.NullMarked;
