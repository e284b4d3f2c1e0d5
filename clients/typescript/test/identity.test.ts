import assert from "node:assert/strict";
import { test } from "node:test";
import { BLOCK_BYTES, DiskDigest, type Identity, zeroDigest } from "../src/identity.js";

// The expected digests are those that `docs/zstore.py tree` prints.

test("a subtree of zeros has a digest of its level", () => {
  assert.equal(zeroDigest(5).toString("hex"), "373c5555901d7020b2de2718ccf99de92a409ac7b7537b80c71c15d65d986e5c");
});

function block(byte: number, count = BLOCK_BYTES): Buffer {
  const bytes = Buffer.alloc(BLOCK_BYTES);
  bytes.fill(byte, 0, count);
  return bytes;
}

function identityOf(feed: (digest: DiskDigest) => void): Identity {
  const digest = new DiskDigest();
  feed(digest);
  return digest.finish();
}

const ODD_END = "bfe97f8812af62ef361300ad8959071731c62b4d85b3f81cb8708390145ff0df";

test("a disk with a hole and an odd end, in pieces of any size", () => {
  const bytes = Buffer.concat([block(1), Buffer.alloc(BLOCK_BYTES), block(2), Buffer.alloc(5, 3)]);
  for (const size of [1_000_003, BLOCK_BYTES, bytes.length]) {
    const identity = identityOf((digest) => {
      for (let from = 0; from < bytes.length; from += size) {
        digest.add(bytes.subarray(from, from + size));
      }
    });
    assert.deepEqual(identity, { lengthBytes: BigInt(bytes.length), root: ODD_END });
  }
});

test("runs of zeros that do not end at a block's border", () => {
  const identity = identityOf((digest) => {
    digest.add(block(1));
    digest.addZeros(7);
    digest.addZeros(BLOCK_BYTES - 7);
    digest.add(block(2));
    digest.add(Buffer.alloc(5, 3));
  });
  assert.equal(identity.root, ODD_END);
});

test("a terabyte that is nearly empty costs nearly nothing", () => {
  const identity = identityOf((digest) => {
    digest.add(block(1));
    digest.addZeros(699_999 * BLOCK_BYTES);
    digest.add(block(2));
    digest.addZeros((2 ** 20 - 1 - 700_001) * BLOCK_BYTES);
    digest.add(block(3));
  });
  assert.deepEqual(identity, {
    lengthBytes: 1n << 40n,
    root: "c8d35a20365f04c24144f298d9dd039f62b31f9bdbe940be2d6daba7640903ae",
  });
});

test("a full node is a root, and one block more needs another level", () => {
  const full = identityOf((digest) => {
    digest.addZeros(BLOCK_BYTES);
    for (let byte = 1; byte < 256; byte++) {
      digest.add(block(byte));
    }
  });
  assert.equal(full.root, "12adfd4e1bc2ae9596d69cc6bdbd5d079d737015f44a55b8fe5418aa8597c852");
  const more = identityOf((digest) => {
    digest.add(block(1));
    digest.addZeros(255 * BLOCK_BYTES);
    digest.add(block(2));
  });
  assert.equal(more.root, "a7cc1b9d96f054bf22bd0b6ee78b86d67e5d69381312b93e5ce9b7be76004acb");
});
