package io.longshore.server.catalog;

import java.io.IOException;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog's schema, and how an older one becomes this one: copied first as it is, then migration by migration, each in a transaction of its own. A newer one is
 * refused and stays as it is.
 */
final class Schema {
    private static final Logger log = LoggerFactory.getLogger(Schema.class);

    private Schema() {}

    /**
     * Brings a catalog to this release's schema, or makes it.
     *
     * @throws NewerCatalogException when a later release has changed it
     */
    static void migrate(Path file, DataSource source) throws IOException {
        var flyway = Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .loggers("slf4j")
                .load();
        var info = flyway.info();
        checkKnown(info);
        var current = info.current();
        if (current != null && info.pending().length > 0) {
            keep(file, current.getVersion());
        }
        flyway.migrate();
    }

    private static void checkKnown(MigrationInfoService info) throws NewerCatalogException {
        var known = MigrationVersion.EMPTY;
        for (var migration : info.all()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS
                    || migration.getState() == MigrationState.FUTURE_FAILED) {
                throw new NewerCatalogException(migration.getVersion().getVersion(), known.getVersion());
            }
            known = migration.getVersion();
        }
    }

    private static void keep(Path file, MigrationVersion found) throws IOException {
        var kept = before(file, found);
        CatalogCopy.replace(file, kept);
        log.atInfo()
                .addKeyValue("version", found.getVersion())
                .addKeyValue("copy", kept)
                .log("catalog copied before its upgrade");
    }

    /** The copy of a catalog as a version had it. */
    static Path before(Path file, MigrationVersion version) {
        return file.resolveSibling("catalog-before-upgrade-from-" + version.getVersion() + ".sqlite");
    }
}
