/** Tests of what lies on a storage beside its packs. */
@NullMarked
package io.longshore.server.driver.zstore.manifest;

import org.jspecify.annotations.NullMarked;
