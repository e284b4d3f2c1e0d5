/**
 * Where everything is kept that must outlive the server: images, backups, storages, uploads, accounts, tasks. Implements the persistence interfaces of
 * the other packages in SQL; {@link io.longshore.server.catalog.Catalog} is where to start. Nothing but {@code app} depends on it.
 */
@NullMarked
package io.longshore.server.catalog;

import org.jspecify.annotations.NullMarked;
