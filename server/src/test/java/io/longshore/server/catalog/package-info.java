@NullMarked
package io.longshore.server.catalog;

import org.jspecify.annotations.NullMarked;
