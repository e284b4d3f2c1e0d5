package io.longshore.server.driver.zstore.index;

import io.longshore.server.driver.zstore.pack.PackId;
import io.longshore.server.driver.zstore.pack.RecordKind;

/**
 * A pack as the index knows it.
 *
 * @param number counts the packs of one run of the server, from 1
 * @param id its name
 * @param kind what it holds
 * @param sizeBytes bytes of its file
 * @param records how many records it has, indexed or not
 * @param condemned whether it is to be collected: what it holds can still be read but not be counted on
 */
public record IndexedPack(int number, PackId id, RecordKind kind, long sizeBytes, int records, boolean condemned) {
    IndexedPack condemn() {
        return new IndexedPack(number, id, kind, sizeBytes, records, true);
    }
}
