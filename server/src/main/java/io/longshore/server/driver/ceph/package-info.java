/**
 * Disks as images of a Ceph pool. {@link io.longshore.server.driver.ceph.Ceph} makes and opens a storage.
 *
 * <p>A published disk is a raw RBD image at {@code ceph://<pool>/<uuid of the image or backup>} with a protected snapshot {@code longshore}, so that {@code rbd
 * clone} works at once. Its size is the disk's length rounded up to 4,096 bytes; the exact length and the root are in the image's metadata. Blocks of zeros are
 * never written. Equal blocks are not shared: each disk has its own bytes.
 *
 * <p>Beside an image lies its table, {@code longshore.tree.<image id>.<n>}: for each place the digest of the block there and the seal that made it durable. The
 * tree's nodes are made from it. Whatever is read is compared with the table, the table with the root, and so the bytes with the identity; a table that is
 * missing is made again from the snapshot, and then must give the same root.
 *
 * <p>The order of writes: blocks under {@code longshore.<task>.<disk>}, their places in the table, the task's checkpoint; snapshot, protection; reading back
 * from the snapshot, so that what was verified is what is cloned; a look for anything beyond the table; the manifest; the name. A cut before the manifest leaves
 * nothing that is seen, a cut after it is mended by the next attempt or opening. An attempt takes the image's exclusive lock, and where a dead client has it,
 * shuts that client out first: nothing it may still send is written. What no seal of the checkpoint covers is discarded then.
 *
 * <p>What Ceph can't promise: that what is read back comes from the device (the OSD may have it in memory); that the space of equal disks is shared; that a pool
 * is never changed by others who may write to it: what they change is found when it is read.
 */
@NullMarked
package io.longshore.server.driver.ceph;

import org.jspecify.annotations.NullMarked;
